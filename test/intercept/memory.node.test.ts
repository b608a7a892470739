import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';

const MIB = 2 ** 20;

/** One thread, for otherwise what was collected is counted until another thread comes round to freeing it. */
const flags = ['--expose-gc', '--single-threaded-gc'];

/** Runs one of the cases of `memory-process.ts` by itself, so that no other test's garbage is counted. */
async function measure(name: string): Promise<number> {
  const program = fileURLToPath(new URL('memory-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--import', 'tsx', program, name]);
  const measured = Number(stdout);
  assert.ok(Number.isFinite(measured), `expected a number, got ${stdout}`);
  return measured;
}

describe('What calls keep in memory', () => {
  it('a stream that is not refused keeps no more than maxReplayBytes beyond bare fetch', async () => {
    const [bare, ours] = await Promise.all([measure('bare-stream'), measure('stream')]);
    // 2 MiB are kept; the rest is for the chunks that are under way.
    assert.ok(ours - bare <= 2.25 * MIB, `${(ours - bare) / MIB} MiB more than the ${bare / MIB} MiB of bare fetch`);
    assert.ok(ours >= MIB, 'expected a copy to be kept: is anything measured?');
  });

  for (const responses of ['dropped', 'kept']) {
    it(`10,000 calls that were answered leave nothing, with their responses ${responses}`, async () => {
      const left = await measure(`calls-${responses}`);
      assert.ok(left < 16, `${left} bytes are left of each call`);
    });
  }

  it('2,000 uploads of streams that were answered leave nothing', async () => {
    const left = await measure('uploads');
    // A stream that is kept takes more than a kilobyte.
    assert.ok(left < 256, `${left} bytes are left of each upload`);
  });

  it('calls that were answered leave no listener on the signal that they share', async () => {
    const { signal } = new AbortController();
    const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
    const answered = createReverifyingFetch({ fetch: () => Promise.resolve(new Response()) }, neverAsked);
    const bodies: (() => RequestInit)[] = [
      () => ({ signal }),
      () => ({ signal, method: 'POST', body: '{}' }),
      () => ({ signal, method: 'POST', body: new FormData() }),
      () => ({ signal, method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' }) as RequestInit,
    ];
    for (const body of bodies) for (let times = 0; times < 100; times++) await answered('http://a.test/', body());
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
