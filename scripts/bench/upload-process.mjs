// One upload. Prints how it ended, how long it took, and the most memory that the process and its buffers took.
/* global URLSearchParams, performance, setInterval, clearInterval */
import { openAsBlob } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST } from './subject-files.mjs';
import { streamOf } from './upload-stream.mjs';

const upload = JSON.parse(process.argv[2]);

const { createReverifyingFetch } = await import(pathToFileURL(resolve(DIST, 'fetch.js')));
const ours = createReverifyingFetch({
  reverify: () => Promise.resolve(),
  ...(upload.keep && { maxReplayBytes: upload.keep }),
});
const send = upload.with === 'bare' ? fetch : ours;

const query = new URLSearchParams({ key: `${process.pid} ${Date.now()}`, refuse: String(upload.refuse ?? 0) });
if (upload.early) query.set('early', '');
const body = upload.body === 'blob' ? await openAsBlob(upload.file) : streamOf(upload.size);

let peakBuffers = 0;
const sample = () => (peakBuffers = Math.max(peakBuffers, process.memoryUsage().arrayBuffers));
const timer = setInterval(sample, 2);
const start = performance.now();
const response = await send(`${upload.origin}/api?${query}`, { method: 'POST', body, duplex: 'half' });
await response.text();
const milliseconds = performance.now() - start;
sample();
clearInterval(timer);
// Kilobytes, says Node's documentation of maxRSS.
const peakRss = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ outcome: response.status, milliseconds, peakRss, peakBuffers }));
process.exit();
