/**
 * One measurement of memory, named by the first argument, in a process of its own. Prints the bytes: for streams the most
 * that live buffers took at once, for calls what is left of each.
 */
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';

const MIB = 2 ** 20;
const CHUNK = 64 * 1024;
const CALLS = 10_000;
const UPLOADS = 2_000;

const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
const collect = (): void => {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
};

/** A fetch that reads the body, as the network does, and looks at memory meanwhile. */
function reading(onRead: () => void): typeof fetch {
  return async (_input, init) => {
    if (!(init?.body instanceof ReadableStream)) throw new Error('expected a stream');
    const reader = init.body.getReader();
    while (!(await reader.read()).done) onRead();
    return new Response();
  };
}

function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left <= 0) {
          controller.close();
          return;
        }
        controller.enqueue(new Uint8Array(CHUNK));
        left -= CHUNK;
      },
    },
    { highWaterMark: 0 },
  );
}

const streaming = (body: ReadableStream): RequestInit => ({ method: 'POST', body, duplex: 'half' }) as RequestInit;

async function peakOfUpload(wrap: (inner: typeof fetch) => typeof fetch): Promise<number> {
  let peak = 0;
  let reads = 0;
  const before = process.memoryUsage().arrayBuffers;
  const inner = reading(() => {
    if (++reads % 16 > 0) return;
    collect();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  });
  await wrap(inner)('http://a.test/', streaming(streamOf(16 * MIB)));
  return peak;
}

async function leftOf(times: number, call: () => Promise<unknown>): Promise<number> {
  const work = async () => {
    for (let index = 0; index < times; index++) await call();
  };
  const heap = async () => {
    // What finalizers free is found only the next time.
    for (let round = 0; round < 2; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    return process.memoryUsage().heapUsed;
  };
  // What the engine keeps once, for the code itself.
  await work();
  const before = await heap();
  await work();
  return ((await heap()) - before) / times;
}

const over = (inner: typeof fetch, maxReplayBytes = 2 * MIB) =>
  createReverifyingFetch({ fetch: inner, maxReplayBytes }, neverAsked);

const response = new Response('ok');
const stub = over(() => Promise.resolve(response));
const drained = over(reading(() => undefined));
const { signal } = new AbortController();
const post: RequestInit = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' }, signal };

/** As many places as are needed, filled, so that the array itself does not grow while it is measured. */
const kept: unknown[] = Array.from({ length: 2 * CALLS }, () => response);
let next = 0;

const cases: Record<string, () => Promise<number>> = {
  'bare-stream': () => peakOfUpload((inner) => inner),
  stream: () => peakOfUpload((inner) => over(inner)),
  'calls-dropped': () => leftOf(CALLS, () => stub('http://a.test/', post)),
  'calls-kept': () => leftOf(CALLS, async () => (kept[next++] = await stub('http://a.test/', post))),
  uploads: () => leftOf(UPLOADS, () => drained('http://a.test/', streaming(streamOf(CHUNK)))),
};

const measured = cases[process.argv[2] ?? ''];
if (!measured) throw new Error(`expected one of ${Object.keys(cases).join(', ')}`);
console.log(await measured());
