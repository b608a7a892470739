// Many calls refused at once: how long after the user verified the last of them is sent again.
/* global gc, performance */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from './statistics.mjs';
import { DIST } from './subject-files.mjs';
import { mebibytes, milliseconds, printTable, times } from './table.mjs';

const SIZES = [1, 10, 100, 1_000, 10_000];
/** Enough for a median where they are quick. */
const roundsOf = (size) => (size < 1_000 ? 9 : 3);

const challenge = JSON.stringify({
  clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: { reverification: 'strict' } },
});
const refusal = () => new Response(challenge, { status: 403, headers: { 'Content-Type': 'application/json' } });

export async function storms() {
  const { createReverifyingFetch, clerkChallenge } = await import(pathToFileURL(resolve(DIST, 'fetch.js')));
  const rows = [];
  for (const size of SIZES) {
    const rounds = [];
    for (let round = 0; round < roundsOf(size); round++) {
      const bare = await bareStorm(size);
      rounds.push({ bare, ...(await storm(size, createReverifyingFetch, clerkChallenge)) });
    }
    const of = (name) => median(rounds.map((round) => round[name]));
    rows.push([
      size.toLocaleString('en'),
      milliseconds(of('bare')),
      milliseconds(of('sent')),
      milliseconds(of('processor')),
      `${((of('processor') / size) * 1000).toFixed(1)} µs`,
      milliseconds(of('settled')),
      times(of('sent') / of('bare')),
      mebibytes(of('waiting')),
      mebibytes(of('peak')),
    ]);
  }
  const headings = [
    'refused at once',
    'bare: send as many',
    'verified → last replay sent',
    'processor time',
    'of it per call',
    '→ last settled',
    'ratio to bare',
    'heap while waiting',
    'heap at the last replay',
  ];
  printTable('Node, instant stub: simultaneous refusals, one verification', headings, rows);
}

async function bareStorm(size) {
  const response = new Response('ok');
  const fetch = () => Promise.resolve(response);
  const start = performance.now();
  await Promise.all(Array.from({ length: size }, () => fetch('http://localhost/api')));
  return performance.now() - start;
}

async function storm(size, createReverifyingFetch, clerkChallenge) {
  let sends = 0;
  let read = 0;
  let verify;
  let lastSent;
  let processor;
  let processorBefore = 0;
  let peak;
  const ok = new Response('ok');
  const before = quietHeap();
  const fetch = createReverifyingFetch({
    fetch: () => {
      if (++sends === 2 * size) {
        lastSent = performance.now();
        processor = processorTime() - processorBefore;
        peak = process.memoryUsage().heapUsed - before;
      }
      return Promise.resolve(sends <= size ? refusal() : ok);
    },
    reverify: () => new Promise((resolve) => (verify = resolve)),
    challenges: [
      async (...args) => {
        const challenge = await clerkChallenge(...args);
        read++;
        return challenge;
      },
    ],
  });
  const calls = Array.from({ length: size }, () => fetch('http://localhost/api'));
  while (read < size || !verify) await macrotask();
  // What was read goes to the gate in microtasks.
  await macrotask();
  const waiting = quietHeap() - before;
  const start = performance.now();
  processorBefore = processorTime();
  verify();
  await Promise.all(calls);
  if (sends !== 2 * size) throw new Error(`expected ${2 * size} sendings, counted ${sends}`);
  return { processor, sent: lastSent - start, settled: performance.now() - start, waiting, peak };
}

/** Milliseconds of all threads: grows with the work, not with what else the machine does. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const macrotask = () => new Promise((resolve) => setTimeout(resolve));

function quietHeap() {
  gc();
  return process.memoryUsage().heapUsed;
}
