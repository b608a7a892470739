// Large uploads in Chromium, each in a browser of its own whose peak memory is read at its end.
/* global performance, URLSearchParams */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from '../engines.mjs';
import { serve } from './server.mjs';
import { printUploads } from './upload-table.mjs';

const ROUNDS = 3;
const SIZE = 1e8;

/** `keep`: maxReplayBytes, where it is not the default. */
const cases = [
  { title: 'file of 100 MB, bare fetch', body: 'file', with: 'bare' },
  { title: 'file of 100 MB, not refused', body: 'file', with: 'ours' },
  { title: 'file of 100 MB, refused once, read whole', body: 'file', with: 'ours', refuse: 1 },
  { title: 'stream of 100 MB, bare fetch', body: 'stream', with: 'bare' },
  { title: 'stream of 100 MB, not refused, 16 MiB kept', body: 'stream', with: 'ours' },
  {
    title: 'stream of 100 MB, kept whole, refused once, read whole',
    body: 'stream',
    with: 'ours',
    refuse: 1,
    keep: SIZE,
  },
];

export async function uploadsInChromium() {
  const executablePath = findChromium();
  // What a process took at its peak is told by Linux alone.
  if (!executablePath || process.platform !== 'linux') {
    console.log('\nUploads in Chromium: left out, without Chromium or Linux');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'reverify-bench-'));
  const file = join(folder, 'upload');
  writeFileSync(file, Buffer.alloc(SIZE, 'x'));
  const servers = { file: await serve(), stream: await serve('server-process.mjs', 'http2') };
  try {
    const results = new Map(cases.map((upload) => [upload, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [upload, rounds] of results) {
        const { origin } = servers[upload.body];
        rounds.push(await measure(executablePath, { ...upload, file, origin, key: `${upload.title} ${round}` }));
      }
    }
    printUploads(`Chromium, loopback HTTP/1.1 (files) and HTTP/2 (streams): uploads, medians of ${ROUNDS}`, results, {
      peak: 'peak memory of all processes',
      renderer: "peak of the page's process",
    });
  } finally {
    for (const server of Object.values(servers)) await server.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(executablePath, upload) {
  const args = ['--no-sandbox', '--disable-gpu', '--ignore-certificate-errors'];
  const server = await chromium.launchServer({ executablePath, args });
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const page = await browser.newPage();
    await page.goto(`${upload.origin}/nothing`);
    await page.setInputFiles('input', upload.file);
    const result = await page.evaluate(uploadInPage, { ...upload, size: SIZE });
    return { ...result, ...peaksOf(server.process().pid) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** In the page. */
async function uploadInPage({ body: kind, with: whose, key, refuse = 0, keep, size }) {
  const { createReverifyingFetch } = await import('/dist/fetch.js');
  const { streamOf } = await import('/bench/upload-stream.mjs');
  const ours = createReverifyingFetch({
    reverify: () => Promise.resolve(),
    ...(keep && { maxReplayBytes: keep }),
  });
  const send = whose === 'bare' ? fetch : ours;
  const body = kind === 'file' ? document.querySelector('input').files[0] : streamOf(size);
  const query = new URLSearchParams({ key, refuse: String(refuse) });
  const start = performance.now();
  const response = await send(`/api?${query}`, { method: 'POST', body, duplex: 'half' });
  await response.text();
  return { outcome: response.status, milliseconds: performance.now() - start };
}

/** The most that each process of a browser took, in bytes: shared pages count in each. */
function peaksOf(root) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processOf);
  const ours = new Set([root]);
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  const peaks = processes.filter(({ pid }) => ours.has(pid));
  const renderers = peaks.filter(({ command }) => command.includes('--type=renderer'));
  const most = Math.max(...renderers.map(({ peak }) => peak));
  return { peak: peaks.reduce((sum, { peak }) => sum + peak, 0), renderer: most };
}

/** None where it has ended meanwhile. */
function processOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return [{ pid: Number(pid), parent: read('PPid'), peak: read('VmHWM') * 1024, command }];
  } catch {
    return [];
  }
}
