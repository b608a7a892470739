import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { ReverificationError } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import type { Reverify } from '../../src/intercept/gate.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { withReverification } from '../../src/intercept/with-reverification.js';
import { reverificationError } from '../../src/protocol/challenge.js';

/** An API that always refuses, and a user who always answers. */
function setUp(options: ReverifyingFetchOptions = {}) {
  const api = mock.fn(() => Promise.resolve(Response.json(reverificationError('strict'), { status: 403 })));
  const reverify = mock.fn<Reverify>(() => Promise.resolve());
  const wrap = (fetch: typeof globalThis.fetch) => createReverifyingFetch({ fetch, reverify, ...options }, reverify);
  const guard = <Result>(fn: () => Promise<Result>) => withReverification(fn, { reverify }, reverify);
  const counts = () => ({ sent: api.mock.callCount(), asked: reverify.mock.callCount() });
  return { fetch: wrap(api), wrap, guard, reverify, counts };
}

const post = (fetch: typeof globalThis.fetch) => fetch('http://a.test/', { method: 'POST', body: 'amount=250' });

describe('What the API refuses again and again', () => {
  const often = { sent: 3, asked: 2 };

  it('is sent no more often by one wrapper of fetch around another', async () => {
    const { fetch, wrap, counts } = setUp();
    assert.equal((await post(wrap(fetch))).status, 403);
    assert.deepEqual(counts(), often);
  });

  it('is sent no more often by a function around a wrapper of fetch', async () => {
    const { fetch, guard, counts } = setUp();
    assert.equal((await guard(() => post(fetch))()).status, 403);
    assert.deepEqual(counts(), often);
  });

  it('is sent no more often where the error of a client has the refusal beside its data', async () => {
    const { fetch, guard, counts } = setUp();
    const call = guard(async () => {
      const response = await post(fetch);
      throw Object.assign(new Error('forbidden'), { data: reverificationError('strict'), meta: { response } });
    });
    await assert.rejects(call(), { message: 'forbidden' });
    assert.deepEqual(counts(), often);
  });
});

describe('What the user declined', () => {
  it('is not asked again by a function around the wrapper that answered with the refusal', async () => {
    const { fetch, guard, reverify, counts } = setUp({ onCancel: 'respond' });
    reverify.mock.mockImplementation(() => Promise.reject(new ReverificationError('reverification_cancelled', 'No')));
    assert.equal((await guard(() => post(fetch))()).status, 403);
    assert.deepEqual(counts(), { sent: 1, asked: 1 });
  });
});

describe('What an application brings along', () => {
  it('may end with whatever it likes, the window of another origin too', async () => {
    const { fetch, reverify, counts } = setUp();
    const foreign = {
      get session() {
        throw new DOMException('Blocked a frame', 'SecurityError');
      },
    };
    reverify.mock.mockImplementation(() => Promise.resolve(foreign));
    assert.equal((await post(fetch)).status, 403);
    assert.deepEqual(counts(), { sent: 3, asked: 2 });
  });

  it('may read a refusal for ever: its caller gets that', async () => {
    const { fetch, reverify } = setUp({ challenges: [() => new Promise(() => undefined)] });
    const limit = new AbortController();
    const limits = mock.method(AbortSignal, 'timeout', () => limit.signal);
    const call = post(fetch);
    while (limits.mock.callCount() < 2) await new Promise(setImmediate);
    limit.abort();
    limits.mock.restore();
    assert.equal((await call).status, 403);
    assert.equal(gateOf(reverify).underWay, 0);
  });
});
