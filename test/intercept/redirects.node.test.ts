import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRequestNotReplayableError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { withReverification } from '../../src/intercept/with-reverification.js';
import { apiServer } from './api-server.js';
import { RefusingApi, alwaysVerified } from './refusing-api.js';

const server = apiServer();

/** A request that was redirected with a status, and refused at the target. */
async function refusedThere(status: number, init: RequestInit, options: ReverifyingFetchOptions = {}) {
  const api = new RefusingApi(server.origin);
  let asked = 0;
  const reverify = () => Promise.resolve(asked++);
  const fetch = createReverifyingFetch({ ...options, reverify }, alwaysVerified);
  const outcome: unknown = await fetch(
    api.url('redirect', { action: 'echo', redirect: status, refuse: 2 }),
    init,
  ).catch((error: unknown) => error);
  const sent = (await api.received()).filter(({ url }) => url.includes('/redirect'));
  return { outcome, asked, sent: sent.map(({ method }) => method) };
}

describe('What is refused where the API had redirected it', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const status of [301, 302, 303, 307, 308]) {
      it(`is not sent again if it may have been done: ${method}, ${status}`, async () => {
        const { outcome, asked, sent } = await refusedThere(status, { method, body: method });
        assert.ok(isRequestNotReplayableError(outcome));
        assert.deepEqual([outcome.response?.status, outcome.response?.bodyUsed], [403, false]);
        assert.deepEqual({ asked, sent }, { asked: 1, sent: [method] });
      });
    }
  }

  it('is the refusal of a caller who knows nothing of us', async () => {
    const { outcome, asked, sent } = await refusedThere(303, { method: 'POST' }, { onFailure: 'respond' });
    assert.ok(outcome instanceof Response);
    assert.deepEqual([outcome.status, outcome.bodyUsed], [403, false]);
    assert.deepEqual({ asked, sent }, { asked: 1, sent: ['POST'] });
  });

  for (const method of ['GET', 'head', 'OPTIONS']) {
    it(`is sent again from its start if it changes nothing: ${method}`, async () => {
      const { outcome, asked, sent } = await refusedThere(302, { method });
      // Without a body no challenge is seen.
      const isSeen = method !== 'head';
      assert.ok(outcome instanceof Response);
      assert.equal(outcome.status, isSeen ? 200 : 403);
      assert.deepEqual({ asked, sent: sent.length }, isSeen ? { asked: 1, sent: 2 } : { asked: 0, sent: 1 });
    });
  }

  it('is sent again from its start if the API knows it again by its Idempotency-Key', async () => {
    const { outcome, sent } = await refusedThere(303, { method: 'POST', headers: { 'idempotency-key': 'once' } });
    assert.ok(outcome instanceof Response);
    assert.deepEqual([outcome.status, sent], [200, ['POST', 'POST']]);
  });

  it('is sent again from its start if the caller says that its redirects do nothing', async () => {
    const { outcome, sent } = await refusedThere(307, { method: 'POST', body: 'a' }, { replayRedirected: true });
    assert.ok(outcome instanceof Response);
    assert.deepEqual([outcome.status, sent], [200, ['POST', 'POST']]);
  });

  it('is not sent again either when it was refused, verified and sent again before', async () => {
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch({}, alwaysVerified);
    const call = fetch(api.url('form', { at: 1 }), { method: 'POST', body: 'amount=250' });
    await assert.rejects(call, isRequestNotReplayableError);
    assert.deepEqual(
      (await api.received()).map(({ method }) => method),
      ['POST', 'POST', 'GET'],
    );
  });

  it('is not made again by the function that made it', async () => {
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch({}, alwaysVerified);
    const post = withReverification(() => fetch(api.url('form'), { method: 'POST' }), {}, alwaysVerified);
    await assert.rejects(post(), isRequestNotReplayableError);
    assert.equal((await api.received()).filter(({ method }) => method === 'POST').length, 1);
  });

  it('is not made again where a client wraps our error', async () => {
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch({}, alwaysVerified);
    const send = () =>
      fetch(api.url('form'), { method: 'POST' }).catch((cause: unknown) => {
        throw new Error('The client failed', { cause });
      });
    await assert.rejects(withReverification(send, {}, alwaysVerified)(), { message: 'The client failed' });
    assert.equal((await api.received()).filter(({ method }) => method === 'POST').length, 1);
  });
});
