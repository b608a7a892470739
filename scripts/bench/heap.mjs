// What is left of a call in the heap once it was answered.
/* global gc */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callsTo } from './calls.mjs';
import { DIST } from './subject-files.mjs';
import { stub } from './subjects.mjs';
import { printTable } from './table.mjs';

const CALLS = 10_000;

export async function heap() {
  const { createReverifyingFetch } = await import(pathToFileURL(resolve(DIST, 'fetch.js')));
  const bare = stub();
  const ours = createReverifyingFetch({ fetch: bare });
  const rows = [];
  for (const [name, makeCall] of Object.entries(callsTo('http://localhost/api'))) {
    for (const [what, keep] of [
      ['dropped', () => undefined],
      ['kept', (response, responses) => responses.push(response)],
    ]) {
      const baseline = await growthOf(bare, makeCall, keep);
      const growth = await growthOf(ours, makeCall, keep);
      rows.push([`${name}, responses ${what}`, bytes(baseline), bytes(growth), bytes(growth - baseline)]);
    }
  }
  const title = `Node: heap kept per call when ${CALLS.toLocaleString('en')} have been answered, after garbage collection`;
  printTable(title, ['', 'bare fetch', 'reverify-dialog/fetch', 'difference'], rows);
}

const bytes = (value) => `${value.toFixed(1)} B`;

async function growthOf(send, makeCall, keep) {
  // What the engine keeps once for the code itself.
  await callOften(send, makeCall, keep, []);
  const responses = [];
  const before = await quietHeap();
  await callOften(send, makeCall, keep, responses);
  return ((await quietHeap()) - before) / CALLS;
}

async function callOften(send, makeCall, keep, responses) {
  for (let index = 0; index < CALLS; index++) keep(await send(...makeCall()), responses);
}

async function quietHeap() {
  // Twice, since what finalizers free is found only the next time.
  for (let index = 0; index < 2; index++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
  }
  return process.memoryUsage().heapUsed;
}
