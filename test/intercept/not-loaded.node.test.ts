import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as ReverifyingFetch from '../../src/intercept/reverifying-fetch.js';
import type * as WithReverification from '../../src/intercept/with-reverification.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { alwaysVerified } from './refusing-api.js';

/** Bundled as a page's would be, but without the part that is loaded at the first refusal. */
describe('Where the part that answers refusals cannot be loaded', () => {
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
  });
  after(() => rm(directory, { recursive: true }));

  const load = async (name: string): Promise<unknown> => {
    const { href } = pathToFileURL(join(directory, `${name}.mjs`));
    return import(href);
  };

  it('the caller of fetch gets the refusal, unread', async () => {
    const { createReverifyingFetch } = (await load('reverifying-fetch')) as typeof ReverifyingFetch;
    const refusal = Response.json(reverificationError('strict'), { status: 403 });
    const fetch = createReverifyingFetch({ fetch: () => Promise.resolve(refusal) }, alwaysVerified);
    assert.equal(await fetch('http://a.test/'), refusal);
    assert.equal(refusal.bodyUsed, false);
  });

  it('the caller of a function gets its error, or learns that it was refused', async () => {
    const { withReverification } = (await load('with-reverification')) as typeof WithReverification;
    const error = Object.assign(new Error('refused'), { data: reverificationError('strict') });
    const failing = withReverification(() => Promise.reject(error), {}, alwaysVerified);
    await assert.rejects(failing(), (thrown) => thrown === error);
    const resolving = withReverification(() => reverificationError('strict'), {}, alwaysVerified);
    await assert.rejects(resolving(), { code: 'reverification_failed' });
  });
});
