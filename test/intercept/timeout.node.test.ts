import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, describe, it, mock } from 'node:test';
import { createReverifyingFetch } from '../../src/fetch.js';
import { apiServer } from './api-server.js';
import { Asked, RefusingApi, alwaysVerified } from './refusing-api.js';
import { StubApi } from './stub-api.js';

const server = apiServer();

/** The limits of the sendings, in order; the test lets them pass. Those of what we load ourselves are left out. */
function limits() {
  const set: AbortController[] = [];
  mock.method(AbortSignal, 'timeout', (milliseconds: number) => {
    const limit = new AbortController();
    if (milliseconds === 250) set.push(limit);
    return limit.signal;
  });
  return { set, pass: (index: number) => set[index]?.abort(new DOMException('Too late', 'TimeoutError')) };
}
afterEach(() => mock.restoreAll());

function setUp() {
  const api = new StubApi();
  const asked = new Asked();
  const fetch = createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify, timeout: 250 });
  return { api, asked, fetch, ...limits() };
}

describe('timeout', () => {
  it('counts for each sending, and not while the user is asked', async () => {
    const { api, asked, fetch, set, pass } = setUp();
    const call = fetch('http://a.test/');
    await asked.times(1);
    pass(0);
    api.verified();
    asked.verify();
    assert.equal((await call).status, 200);
    assert.equal(set.length, 2);
  });

  it('rejects with a TimeoutError, and nothing is sent again', async () => {
    const { api, asked, fetch, pass } = setUp();
    api.hold('http://a.test/');
    const call = fetch('http://a.test/');
    await api.sent(1);
    pass(0);
    await assert.rejects(call, { name: 'TimeoutError' });
    assert.deepEqual([api.calls.length, asked.challenges.length], [1, 0]);
  });

  it('rejects with a TimeoutError where what was sent again takes too long', async () => {
    const { api, asked, fetch, pass } = setUp();
    const call = fetch('http://a.test/');
    await asked.times(1);
    api.hold('http://a.test/');
    asked.verify();
    await api.sent(2);
    pass(1);
    await assert.rejects(call, { name: 'TimeoutError' });
    assert.equal(api.calls.length, 2);
  });

  it('counts to the end of the answer', async () => {
    const { pass } = limits();
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch({ reverify: alwaysVerified, timeout: 250 });
    const response = await fetch(api.refusing(0, { then: 'unfinished' }));
    pass(0);
    // Node 20 keeps the reason to itself.
    await assert.rejects(response.text(), { name: /^(Timeout|Abort)Error$/ });
    await globalThis.fetch(api.url('finish'));
  });

  it("leaves the caller's signal what it is: its reason, and no listener", async () => {
    const { api, fetch } = setUp();
    const controller = new AbortController();
    api.hold('http://a.test/');
    const call = fetch('http://a.test/', { signal: controller.signal });
    await api.sent(1);
    controller.abort('left');
    await assert.rejects(call, (reason) => reason === 'left');
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  it('changes nothing else about a request', async () => {
    limits();
    const members = { referrer: 'http://a.test/from', referrerPolicy: 'unsafe-url', mode: 'cors' } as const;
    const headers = { a: 'b', 'content-type': 'text/plain' };
    const init: RequestInit = { ...members, method: 'POST', body: 'text', headers, credentials: 'omit' };
    const calls: (() => Parameters<typeof fetch>)[] = [
      () => ['http://a.test/', init],
      () => [new Request('http://a.test/', init)],
      () => [new Request('http://a.test/', init), { next: 1 } as RequestInit],
      () => [new Request('http://a.test/', init), { headers: { c: 'd' } }],
      () => [new Request('http://a.test/', init), { body: 'other' }],
    ];
    for (const call of calls) {
      const passed: Parameters<typeof fetch>[] = [];
      const below: typeof fetch = (...made) => {
        passed.push(made);
        return Promise.resolve(new Response());
      };
      await createReverifyingFetch({ fetch: below, timeout: 250 })(...call());
      const [expected, actual] = [new Request(...call()), new Request(...(passed[0] ?? ['http://not.sent/']))];
      for (const name of ['method', 'referrer', 'referrerPolicy', 'mode', 'credentials', 'cache'] as const) {
        assert.equal(actual[name], expected[name], name);
      }
      assert.deepEqual([...actual.headers], [...expected.headers]);
      assert.equal(await actual.text(), await expected.text());
      assert.equal(Reflect.get(passed[0]?.[1] ?? {}, 'next'), Reflect.get(call()[1] ?? {}, 'next'));
    }
  });

  it('may be any number above that, and of more than timers can count there is none', async () => {
    const limits = mock.method(AbortSignal, 'timeout');
    const setTo = async (timeout: number) => {
      const before = limits.mock.callCount();
      const fetch = () => Promise.resolve(new Response('done'));
      assert.equal((await createReverifyingFetch({ fetch, timeout })('http://a.test/')).status, 200);
      return limits.mock.calls.slice(before).map(({ arguments: [milliseconds] }) => milliseconds);
    };
    assert.deepEqual(await setTo(1000 / 3), [334]);
    assert.deepEqual(await setTo(2 ** 31 - 1), [2 ** 31 - 1]);
    assert.deepEqual(await setTo(Number.MAX_SAFE_INTEGER), []);
    assert.deepEqual(await setTo(Infinity), []);
  });

  it('is more than 0', () => {
    for (const timeout of [0, -1, Number.NaN]) {
      assert.throws(() => createReverifyingFetch({ timeout }), { name: 'TypeError', message: /^timeout: / });
    }
  });
});
