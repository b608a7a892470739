// The dialog in Chromium: how soon the user can type, how soon the caller has its answer, and what is loaded and kept for it.
import { chromium } from '@playwright/test';
import { findChromium } from '../engines.mjs';
import { watchDialog } from './dialog-page.mjs';
import { serve } from './server.mjs';
import { median, quick } from './statistics.mjs';
import { mebibytes, milliseconds, printTable } from './table.mjs';

const ROUNDS = 15;

/** Name → the page, and what is called there. */
const subjects = {
  'modules, verify()': ['modules', 'verify'],
  'script, verify()': ['script', 'verify'],
  'modules, refused fetch': ['modules', 'fetch'],
  './fetch alone, refused': ['fetch', 'fetch'],
  'a bare <dialog>, verify()': ['bare', 'verify'],
};

/**
 * The best-known vendor's modal, its real bundles driven on loopback: measured once, on another machine, and printed beside
 * as a reference.
 */
const vendor = {
  1: { cold: 548, warm: 325, end: 825 },
  4: { cold: 1104, warm: 396 },
  scripts: 7,
  bytes: 322_846,
  heap: 8.7,
};
const REFERENCE = "best-known vendor's modal (reference, not measured here)";

export async function dialog() {
  const executablePath = findChromium();
  if (!executablePath) {
    console.log('\nChromium: left out, it is not installed');
    return;
  }
  const server = await serve('dialog-server-process.mjs');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const slowness of [1, 4]) await printTimes(browser, server.origin, slowness);
    await printLoads(browser, server.origin);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Everyone takes turns, each time in a profile of its own: nothing is in a cache. */
async function printTimes(browser, origin, slowness) {
  const results = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, [path, ask]] of Object.entries(subjects)) {
      results[name].push(await inFreshPage(browser, `${origin}/${path}`, slowness, (page) => visit(page, ask)));
    }
  }
  const rows = Object.entries(results).flatMap(([name, visits]) => [
    timesOf(`${name}: first call to focused field`, visits, ({ cold }) => [cold.focused, cold.api]),
    timesOf(`${name}: first call to its frame`, visits, ({ cold }) => [cold.drawn, cold.api]),
    timesOf(`${name}: second call to focused field`, visits, ({ warm }) => [warm.focused, warm.api]),
    timesOf(`${name}: last digit to the caller`, visits, ({ end }) => [end.total, end.api]),
  ]);
  const reference = Object.entries(vendor[slowness]).map(([what, time]) => [
    `${REFERENCE}, ${what}`,
    ...['', '', '', milliseconds(time)],
  ]);
  const headings = ['', 'quick', "without the API's time", "median without the API's", 'median'];
  printTable(`Chromium, processor slowed ${slowness} ×: times`, headings, [...rows, ...reference]);
}

function timesOf(name, visits, read) {
  const both = visits.map(read);
  const totals = both.map(([total]) => total);
  const own = both.map(([total, api]) => total - api);
  return [name, ...[quick(totals), quick(own), median(own), median(totals)].map(milliseconds)];
}

async function visit(page, ask) {
  const cold = await open(page, ask);
  const end = await answer(page);
  await page.evaluate(() => window.watched.close());
  const warm = await open(page, ask);
  return { cold, end, warm };
}

const open = (page, ask) => page.evaluate((what) => window.watched.open(what), ask);

async function answer(page) {
  for (const digit of '123456') await page.keyboard.press(digit);
  return page.evaluate(() => window.watched.answer());
}

async function inFreshPage(browser, address, slowness, work) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.addInitScript(watchDialog);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
    await page.goto(address);
    await page.evaluate(() => new Promise((resolve) => window.requestIdleCallback(resolve)));
    return await work(page, session);
  } finally {
    await context.close();
  }
}

async function printLoads(browser, origin) {
  const measure = (path, ask) =>
    inFreshPage(browser, `${origin}/${path}`, 1, async (page, session) => {
      const scripts = () => page.evaluate(() => window.watched.scripts());
      const atStart = { ...(await scripts()), heap: await heapOf(session) };
      if (ask) await open(page, ask);
      return { atStart, whenOpen: { ...(await scripts()), heap: await heapOf(session) } };
    });
  const { heap: nothing } = (await measure('nothing')).atStart;
  const rows = [];
  for (const [path, ask] of [...new Map(Object.values(subjects))]) {
    for (const [when, { count, bytes, heap }] of Object.entries(await measure(path, ask))) {
      const title = `${path}, ${when === 'atStart' ? 'at start' : 'dialog open'}`;
      rows.push([title, count, bytes.toLocaleString('en'), mebibytes(heap - nothing), mebibytes(heap)]);
    }
  }
  rows.push([REFERENCE, vendor.scripts, vendor.bytes.toLocaleString('en'), '', `${vendor.heap} MB`]);
  const headings = ['', 'scripts', 'their bytes, brotli', 'heap above an empty page', 'heap'];
  printTable('Chromium: scripts that are loaded, and the heap after garbage collection', headings, rows);
}

async function heapOf(session) {
  // Twice, since what finalizers free is found only the next time.
  for (let index = 0; index < 2; index++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}
