// What a call that is not refused costs: in Node and in Chromium, with an instant stub and over loopback HTTP.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { callsTo } from './calls.mjs';
import { inChromium } from './chromium.mjs';
import { inTurns } from './rounds.mjs';
import { serve } from './server.mjs';
import { added, median, quick } from './statistics.mjs';
import { cloning, looking, stub } from './subjects.mjs';
import { nanoseconds, printTable, signed, times } from './table.mjs';
import { DIST } from './subject-files.mjs';

const STUB = { calls: 1000, seconds: 4 };
const HTTP = { calls: 16, seconds: 5 };

export async function overheadInNode() {
  const { createReverifyingFetch } = await import(pathToFileURL(resolve(DIST, 'fetch.js')));
  const over = (inner) => ({
    'bare fetch': inner,
    'fetch().then(r => r)': looking(inner),
    'reverify-dialog/fetch': createReverifyingFetch({ fetch: inner }),
    'new Request().clone()': cloning(inner),
  });
  const server = await serve();
  try {
    const calls = callsTo(`${server.origin}/api`);
    await printCalls('Node, instant stub', over(stub()), calls, STUB);
    const finish = (response) => response.arrayBuffer();
    const { 'no init': noInit, 'JSON POST': post } = calls;
    await printCalls('Node, loopback HTTP', over(fetch), { 'no init': noInit, 'JSON POST': post }, { ...HTTP, finish });
  } finally {
    await server.close();
  }
}

export async function overheadInChromium() {
  await inChromium(async (page) => {
    for (const [title, kind, options] of [
      ['Chromium, instant stub', 'stub', STUB],
      ['Chromium, loopback HTTP', 'http', HTTP],
    ]) {
      printTimes(title, await page.evaluate(([kind, options]) => window.measure(kind, options), [kind, options]));
    }
  });
}

async function printCalls(title, subjects, calls, options) {
  const results = {};
  for (const [name, makeCall] of Object.entries(calls)) results[name] = await inTurns(subjects, makeCall, options);
  printTimes(title, results);
}

function printTimes(title, results) {
  const rows = Object.entries(results).flatMap(([call, subjects]) => {
    const [baseline] = Object.values(subjects);
    return Object.entries(subjects).map(([name, values]) => [
      `${call}: ${name}`,
      nanoseconds(quick(values)),
      signed(nanoseconds(quick(values) - quick(baseline))),
      times(quick(values) / quick(baseline)),
      nanoseconds(median(values)),
      signed(nanoseconds(added(values, baseline))),
    ]);
  });
  const headings = ['', 'per call, quick', 'added', 'ratio', 'per call, median', 'added, median'];
  printTable(`${title}: one call after the other, not refused`, headings, rows);
}
