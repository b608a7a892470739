import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReverificationError } from '../../src/errors.js';
import type { ReverificationErrorCode } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { withReverification } from '../../src/intercept/with-reverification.js';
import { packageCopy } from './package-copy.js';
import { Asked } from './refusing-api.js';
import { StubApi, waitingFor } from './stub-api.js';

const MANY = 1000;
/** Where it is about what happens, not about how many there are. */
const SOME = 200;

function setUp() {
  const api = new StubApi();
  const asked = new Asked();
  const wrapper = (options: ReverifyingFetchOptions = {}) =>
    createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify, ...options }, asked.reverify);
  const fetch = wrapper();
  return {
    api,
    asked,
    wrapper,
    send: (count: number, path = '', init?: RequestInit) =>
      Array.from({ length: count }, (_, index) => fetch(`http://a.test/${index}/${path}`, init)),
    refused: async (count: number) => {
      await waitingFor(asked.reverify, count);
      await asked.times(1);
    },
  };
}

/** How many calls came to each end. */
async function ends(calls: readonly Promise<Response>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const settled of await Promise.allSettled(calls)) {
    const reason: unknown = settled.status === 'rejected' ? settled.reason : settled.value.status;
    const end = reason instanceof ReverificationError ? reason.code : String(reason);
    counts[end] = (counts[end] ?? 0) + 1;
  }
  return counts;
}

const error = (code: ReverificationErrorCode) => new ReverificationError(code, code);

describe('A storm of refusals', () => {
  it('asks once, and each request is sent twice', async () => {
    const { api, asked, send, refused } = setUp();
    const calls = send(MANY);
    await refused(MANY);
    api.verified();
    asked.verify();
    assert.deepEqual(await ends(calls), { 200: MANY });
    assert.equal(asked.challenges.length, 1);
    assert.equal(api.calls.length, 2 * MANY);
    assert.deepEqual(new Set(api.counts()), new Set([2]));
  });

  it('of two levels asks once, for the stricter', async (context) => {
    const { api, asked, send } = setUp();
    // However long this machine takes, it is one moment.
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const calls = [...send(MANY / 2, 'lax'), ...send(MANY / 2, 'multi_factor')];
    await waitingFor(asked.reverify, MANY);
    context.mock.timers.tick(50);
    await asked.times(1);
    api.verified();
    asked.verify();
    assert.deepEqual(await ends(calls), { 200: MANY });
    assert.deepEqual(
      asked.challenges.map(({ level }) => level),
      ['multi_factor'],
    );
    assert.equal(api.calls.length, 2 * MANY);
  });

  it('of which half are stricter and come while the user is asked asks twice, and each request is sent twice', async () => {
    const { api, asked, send, refused } = setUp();
    const calls = send(SOME / 2, 'lax');
    await refused(SOME / 2);
    calls.push(...send(SOME / 2, 'multi_factor'));
    await refused(SOME);
    api.verified('second_factor');
    asked.verify();
    await asked.times(2);
    api.verified();
    asked.verify();
    assert.deepEqual(await ends(calls), { 200: SOME });
    assert.equal(api.calls.length, 2 * SOME);
  });

  it('whose last come while the first are sent again asks once', async () => {
    const { api, asked, send, refused } = setUp();
    const held = Array.from({ length: 100 }, (_, index) => api.hold(`http://a.test/${index}/late`));
    const late = send(100, 'late');
    const calls = send(SOME);
    await refused(SOME);
    api.verified();
    asked.verify();
    await api.sent(SOME + 200);
    for (const { refuse } of held) refuse();
    assert.deepEqual(await ends([...calls, ...late]), { 200: SOME + 100 });
    assert.equal(asked.challenges.length, 1);
    assert.equal(api.calls.length, 2 * (SOME + 100));
  });

  it('whose last come after the user has cancelled asks once, and nothing is sent again', async () => {
    const { api, asked, send, refused } = setUp();
    const held = Array.from({ length: 100 }, (_, index) => api.hold(`http://a.test/${index}/late`));
    const late = send(100, 'late');
    const calls = send(SOME);
    await refused(SOME);
    asked.fail(error('reverification_cancelled'));
    assert.deepEqual(await ends(calls), { reverification_cancelled: SOME });
    for (const { refuse } of held) refuse();
    assert.deepEqual(await ends(late), { reverification_cancelled: 100 });
    assert.equal(asked.challenges.length, 1);
    assert.equal(api.calls.length, SOME + 100);
  });

  it('fails together', async () => {
    const { api, asked, send, refused } = setUp();
    const calls = send(SOME);
    await refused(SOME);
    asked.fail(error('reverification_unavailable'));
    assert.deepEqual(await ends(calls), { reverification_unavailable: SOME });
    assert.equal(api.calls.length, SOME);
  });

  it('whose callers leave one by one keeps the dialog open for the last', async () => {
    const { api, asked, wrapper, refused } = setUp();
    const fetch = wrapper();
    const controllers = Array.from({ length: MANY }, () => new AbortController());
    const calls = controllers.map(({ signal }, index) => fetch(`http://a.test/${index}`, { signal }));
    await refused(MANY);
    const [signal] = asked.signals;
    for (const [index, controller] of controllers.entries()) {
      assert.equal(signal?.aborted, false, `closed although ${MANY - index} wait`);
      controller.abort('left');
    }
    assert.equal(signal?.aborted, true);
    assert.deepEqual(await ends(calls), { left: MANY });
    assert.equal(api.calls.length, MANY);
    const { waiting, prompt } = gateOf(asked.reverify);
    assert.equal(waiting?.size, 0);
    assert.equal(prompt, undefined);
  });

  it('through wrappers of all kinds asks once', async () => {
    const { api, asked, wrapper, refused } = setUp();
    const copy = await packageCopy();
    const byWrapper = {
      all: wrapper(),
      owner: wrapper({ replay: 'owner' }),
      even: wrapper({ replay: ({ url }) => Number(url.split('/').at(-1)) % 2 === 0 }),
      prepared: wrapper({ prepareReplay: (request) => request }),
      copy: copy.createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify }, asked.reverify),
      function: withReverification((url: string) => api.fetch(url), { reverify: asked.reverify }, asked.reverify),
    };
    // Of refusals that come together, any may be looked at first.
    const opener = byWrapper.all('http://a.test/opener');
    await refused(1);
    const calls = Object.values(byWrapper).map((fetch) =>
      Array.from({ length: 100 }, (_, index) => fetch(`http://a.test/${index}`)),
    );
    await refused(601);
    api.verified();
    asked.verify();
    const [all, owner, even, ...others] = await Promise.all(calls.map(ends));
    assert.deepEqual(all, { 200: 100 });
    assert.equal((await opener).status, 200);
    // One of another wrapper has opened the dialog.
    assert.deepEqual(owner, { 403: 100 });
    assert.deepEqual(even, { 200: 50, 403: 50 });
    assert.deepEqual(others, [{ 200: 100 }, { 200: 100 }, { 200: 100 }]);
    assert.equal(asked.challenges.length, 1);
    assert.equal(api.calls.length, 601 + 451);
  });
});
