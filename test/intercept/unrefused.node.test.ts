import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';

type Fetch = typeof globalThis.fetch;

const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
const over = (fetch: Fetch) => createReverifyingFetch({ fetch }, neverAsked);

/** A fetch below that remembers its arguments. */
function recording(response: Response = new Response('ok')) {
  const calls: unknown[][] = [];
  const fetch: Fetch = (...call) => {
    calls.push(call);
    return Promise.resolve(response);
  };
  return { calls, fetch };
}

describe('A request that is not refused', () => {
  it('reaches the fetch below in the same tick, with the very objects of its caller', () => {
    const inits: RequestInit[] = [
      {},
      { method: 'POST', body: 'text', headers: { a: 'b' } },
      { method: 'POST', body: new FormData(), headers: new Headers({ a: 'b' }) },
      { method: 'POST', body: new Uint8Array(3), headers: [['a', 'b']] },
      { method: 'POST', body: new URLSearchParams('a=b'), signal: new AbortController().signal },
    ];
    const inputs = [
      'http://a.test/',
      new URL('http://a.test/'),
      new Request('http://a.test/', { method: 'POST', body: 'x' }),
    ];
    for (const input of inputs) {
      for (const init of inits) {
        const { calls, fetch } = recording();
        void over(fetch)(input, init);
        assert.equal(calls.length, 1);
        assert.equal(calls[0]?.length, 2);
        assert.equal(calls[0][0], input);
        assert.equal(calls[0][1], init);
      }
    }
  });

  it('reaches the fetch below with as many arguments as were given', () => {
    const { calls, fetch } = recording();
    const reverifyingFetch: (...args: unknown[]) => unknown = over(fetch) as never;
    void reverifyingFetch();
    void reverifyingFetch('http://a.test/');
    void reverifyingFetch('http://a.test/', undefined);
    void reverifyingFetch('http://a.test/', {}, 'more');
    assert.deepEqual(
      calls.map(({ length }) => length),
      [0, 1, 2, 3],
    );
  });

  it('resolves to the very response, of which only the status was read', async () => {
    const read: PropertyKey[] = [];
    const response = new Proxy(new Response('ok'), {
      get(target, name) {
        read.push(name);
        const value: unknown = Reflect.get(target, name, target);
        return value;
      },
    });
    assert.equal(await over(recording(response).fetch)('http://a.test/'), response);
    assert.deepEqual([...new Set(read)].sort(), ['status', 'then']);
  });

  it('resolves to what a stub answers, whatever that is', async () => {
    for (const answer of [undefined, null, 'text', { ok: true }, { status: 403 }, { status: 403, headers: {} }, []]) {
      const stub: Fetch = () => Promise.resolve(answer as never);
      assert.equal(await over(stub)('http://a.test/'), answer);
    }
    const synchronous: Fetch = () => ({ status: 200 }) as never;
    assert.deepEqual(await over(synchronous)('http://a.test/'), { status: 200 });
  });

  it('rejects with the very error of the fetch below', async () => {
    for (const error of [new TypeError('network'), 'a text', undefined, { status: 403 }]) {
      const failing: Fetch = () =>
        new Promise((_resolve, reject) => {
          const fail: (reason: unknown) => void = reject;
          fail(error);
        });
      const caught: unknown = await over(failing)('http://a.test/').catch((thrown: unknown) => thrown);
      assert.equal(caught, error);
    }
  });

  it('throws at once where the fetch below does', () => {
    const error = new Error('synchronous');
    const throwing: Fetch = () => {
      throw error;
    };
    assert.throws(
      () => void over(throwing)('http://a.test/'),
      (thrown) => thrown === error,
    );
  });

  it('rejects bad arguments as fetch does', async () => {
    const bad: [string, RequestInit?][] = [
      ['http://'],
      ['http://a.test/', { method: 'POST', headers: { 'bad name': 'x' } }],
      ['http://a.test/', { method: 'GET', body: 'x' }],
      ['http://a.test/', { method: 'POST', body: new ReadableStream() }],
    ];
    for (const call of bad) {
      const [expected, actual] = await Promise.allSettled([fetch(...call), over(fetch)(...call)]);
      assert.equal(actual.status, 'rejected');
      assert.equal(String(actual.reason), String(expected.status === 'rejected' && expected.reason));
    }
  });

  it('returns the inner promise itself when it was aborted before', () => {
    const inner = Promise.resolve(new Response());
    const reverifyingFetch = over(() => inner);
    const signal = AbortSignal.abort();
    assert.equal(reverifyingFetch('http://a.test/', { signal }), inner);
    assert.equal(reverifyingFetch(new Request('http://a.test/', { signal })), inner);
    assert.notEqual(reverifyingFetch(new Request('http://a.test/', { signal }), { signal: null }), inner);
  });

  it('leaves no listener on the signal of its caller', async () => {
    const { signal } = new AbortController();
    await over(recording().fetch)('http://a.test/', { signal, method: 'POST', body: new Blob(['x']) });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('leaves one unhandled rejection, not two, when nobody listens', async () => {
    const unhandled: unknown[] = [];
    // The test runner's own listener would take them for failures of this test.
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => unhandled.push(reason));
    const error = new TypeError('network');
    const failing = over(() => Promise.reject(error));
    void failing('http://a.test/');
    void failing('http://a.test/', { method: 'POST', body: new ReadableStream(), duplex: 'half' } as RequestInit);
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    assert.deepEqual(unhandled, [error, error]);
  });

  it('takes its name and length from fetch, and the fetch of the time when it was made', async () => {
    const { fetch } = recording(new Response('first'));
    const global = globalThis.fetch;
    globalThis.fetch = fetch;
    const reverifyingFetch = createReverifyingFetch({}, neverAsked);
    // A page may put it in the place of fetch: it must not call itself.
    globalThis.fetch = reverifyingFetch;
    try {
      assert.equal(reverifyingFetch.name, 'fetch');
      assert.equal(reverifyingFetch.length, 1);
      assert.equal(await (await globalThis.fetch('http://a.test/')).text(), 'first');
    } finally {
      globalThis.fetch = global;
    }
  });

  it('reads headers that can be read only once for the fetch below too', async () => {
    const { calls, fetch } = recording();
    const headers = new Map([['a', 'b']]).entries();
    await over(fetch)('http://a.test/', { headers } as unknown as RequestInit);
    const sent = new Request('http://a.test/', calls[0]?.[1] as RequestInit);
    assert.equal(sent.headers.get('a'), 'b');
  });
});
