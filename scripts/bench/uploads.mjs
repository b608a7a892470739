// Large uploads, each in a process of its own whose peak memory is read at its end.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from './server.mjs';
import { printUploads } from './upload-table.mjs';

const MIB = 2 ** 20;
const ROUNDS = 3;

/** `keep`: maxReplayBytes, where it is not the default. */
const cases = [
  { title: 'file of 100 MB, bare fetch', body: 'blob', size: 1e8, with: 'bare' },
  { title: 'file of 100 MB, not refused', body: 'blob', size: 1e8, with: 'ours' },
  { title: 'file of 100 MB, refused once, read whole', body: 'blob', size: 1e8, with: 'ours', refuse: 1 },
  { title: 'file of 100 MB, refused once, early', body: 'blob', size: 1e8, with: 'ours', refuse: 1, early: true },
  { title: 'stream of 100 MB, bare fetch', body: 'stream', size: 1e8, with: 'bare' },
  { title: 'stream of 100 MB, not refused', body: 'stream', size: 1e8, with: 'ours' },
  {
    title: 'stream of 100 MB, kept whole, refused once, read whole',
    body: 'stream',
    size: 1e8,
    with: 'ours',
    refuse: 1,
    keep: 128 * MIB,
  },
  {
    title: 'stream of 100 MB, kept whole, refused once, early',
    body: 'stream',
    size: 1e8,
    with: 'ours',
    refuse: 1,
    early: true,
    keep: 128 * MIB,
  },
  { title: 'stream of 128 MiB, bare fetch', body: 'stream', size: 128 * MIB, with: 'bare' },
  { title: 'stream of 128 MiB, not refused, 16 MiB kept', body: 'stream', size: 128 * MIB, with: 'ours' },
];

export async function uploads() {
  const folder = mkdtempSync(join(tmpdir(), 'reverify-bench-'));
  const file = join(folder, 'upload');
  writeFileSync(file, Buffer.alloc(1e8, 'x'));
  const server = await serve();
  try {
    const results = new Map(cases.map((upload) => [upload, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [upload, rounds] of results) rounds.push(await measure({ ...upload, file, origin: server.origin }));
    }
    printUploads(`Node, loopback HTTP: uploads, medians of ${ROUNDS} processes each`, results, {
      peakRss: 'peak memory',
      peakBuffers: 'peak buffers',
    });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(upload) {
  const program = fileURLToPath(new URL('upload-process.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', program, JSON.stringify(upload)]);
  return JSON.parse(stdout);
}
