import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { getEventListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as ReverifyingFetch from '../../src/intercept/reverifying-fetch.js';
import type * as WithReverification from '../../src/intercept/with-reverification.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { alwaysVerified } from './refusing-api.js';

/** Bundled as a page's would be, but without the part that is loaded at the first refusal; that is `refused`, if given. */
function bundledWithout(refused?: string) {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reverify-'));
    await build({
      entryPoints: ['reverifying-fetch', 'with-reverification'].map(
        (name) => new URL(`../../src/intercept/${name}.ts`, import.meta.url).pathname,
      ),
      bundle: true,
      format: 'esm',
      outdir: directory,
      outExtension: { '.js': '.mjs' },
      external: ['*/refused.js'],
    });
    if (refused === undefined) return;
    await writeFile(join(directory, 'package.json'), '{"type":"module"}');
    await writeFile(join(directory, 'refused.js'), refused);
  });
  after(() => rm(directory, { recursive: true }));

  return async (name: string): Promise<unknown> => {
    const { href } = pathToFileURL(join(directory, `${name}.mjs`));
    return import(href);
  };
}

const refuse = () => Response.json(reverificationError('strict'), { status: 403 });
const failure = () => Object.assign(new Error('refused'), { data: reverificationError('strict') });

describe('Where the part that answers refusals cannot be loaded', () => {
  const load = bundledWithout();

  it('the caller of fetch gets the refusal, unread', async () => {
    const { createReverifyingFetch } = (await load('reverifying-fetch')) as typeof ReverifyingFetch;
    const refusal = refuse();
    const fetch = createReverifyingFetch({ fetch: () => Promise.resolve(refusal) }, alwaysVerified);
    assert.equal(await fetch('http://a.test/'), refusal);
    assert.equal(refusal.bodyUsed, false);
  });

  it('the caller of a function gets its error, or learns that it was refused', async () => {
    const { withReverification } = (await load('with-reverification')) as typeof WithReverification;
    const error = failure();
    const failing = withReverification(() => Promise.reject(error), {}, alwaysVerified);
    await assert.rejects(failing(), (thrown) => thrown === error);
    const resolving = withReverification(() => reverificationError('strict'), {}, alwaysVerified);
    await assert.rejects(resolving(), { code: 'reverification_failed' });
  });
});

describe('Where the part that answers refusals does not come, since the network stalls', () => {
  const load = bundledWithout('await new Promise(() => undefined)');

  /** The time limits that were set, and how to let them pass. */
  function limits() {
    const set: number[] = [];
    const time = new AbortController();
    mock.method(AbortSignal, 'timeout', (milliseconds: number) => {
      set.push(milliseconds);
      return time.signal;
    });
    return { set, pass: () => time.abort(new DOMException('Too late', 'TimeoutError')) };
  }
  afterEach(() => mock.restoreAll());

  it('the caller of fetch gets the refusal, unread, after ten seconds', async () => {
    const { createReverifyingFetch } = (await load('reverifying-fetch')) as typeof ReverifyingFetch;
    const { set, pass } = limits();
    const refusal = refuse();
    const { signal } = new AbortController();
    const fetch = createReverifyingFetch({ fetch: () => Promise.resolve(refusal) }, alwaysVerified);
    const call = fetch('http://a.test/', { signal });
    await turn();
    assert.equal(await Promise.race([call, turn('waiting')]), 'waiting');
    assert.deepEqual(set, [10_000]);
    pass();
    assert.equal(await call, refusal);
    assert.equal(refusal.bodyUsed, false);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('the caller of fetch can leave at once', async () => {
    const { createReverifyingFetch } = (await load('reverifying-fetch')) as typeof ReverifyingFetch;
    limits();
    const controller = new AbortController();
    const fetch = createReverifyingFetch({ fetch: () => Promise.resolve(refuse()) }, alwaysVerified);
    const call = fetch('http://a.test/', { signal: controller.signal });
    await turn();
    controller.abort('left');
    await assert.rejects(call, (reason) => reason === 'left');
  });

  it('the caller of a function gets its error after ten seconds', async () => {
    const { withReverification } = (await load('with-reverification')) as typeof WithReverification;
    const { pass } = limits();
    const error = failure();
    const call = withReverification(() => Promise.reject(error), {}, alwaysVerified)();
    const outcome = call.catch((thrown: unknown) => thrown);
    await turn();
    assert.equal(await Promise.race([outcome, turn('waiting')]), 'waiting');
    pass();
    assert.equal(await outcome, error);
  });
});
