import assert from 'node:assert/strict';
import { EventEmitter, getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { apiServer } from './api-server.js';
import { abortReasons, oddCalls, outcomeOf } from './odd-calls.js';
import type { AnyFetch } from './odd-calls.js';
import { RefusingApi } from './refusing-api.js';

const server = apiServer();
const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
const bare = globalThis.fetch;
const wrapped = createReverifyingFetch({ fetch: bare }, neverAsked);
const address = () => new RefusingApi(server.origin).url('echo');
const streaming = (body: unknown, signal?: AbortSignal): RequestInit =>
  ({ method: 'POST', body, duplex: 'half', signal }) as RequestInit;
/** A stream that goes on: one that always has more would keep Node from anything else, with bare fetch too. */
const unfinished = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(9)) });

/** The rejections that nobody handles while `act` runs and two turns after. */
async function unhandledIn(act: () => unknown): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  // The test runner's own listener would take them for failures of this test.
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason) => unhandled.push(reason));
  await act();
  await turn();
  await turn();
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
  return unhandled;
}

describe('In Node, as with bare fetch, ends', () => {
  for (const [name, call] of Object.entries(oddCalls)) {
    it(`a call with ${name}`, async () => {
      const url = address();
      const expected = await outcomeOf(() => call(bare as AnyFetch, url));
      const actual = await outcomeOf(() => call(wrapped as AnyFetch, url));
      assert.deepEqual(actual, expected);
    });
  }
});

describe("In Node, the caller's own reason is what an aborted call rejects with", () => {
  for (const [name, reason] of Object.entries(abortReasons)) {
    it(`${name}, before and while it is sent`, async () => {
      for (const init of [{}, streaming(unfinished()), { method: 'POST', body: 'x' }]) {
        const before = AbortSignal.abort(reason);
        const thrown: unknown = await wrapped(address(), { ...init, signal: before }).catch((error: unknown) => error);
        assert.equal(thrown, before.reason);
      }
      for (const body of [undefined, 'x', unfinished()]) {
        const controller = new AbortController();
        const promise = wrapped(address(), body ? streaming(body, controller.signal) : { signal: controller.signal });
        controller.abort(reason);
        const thrown: unknown = await promise.catch((error: unknown) => error);
        assert.equal(thrown, controller.signal.reason);
      }
    });
  }
});

describe('In Node, rejections that nobody handles', () => {
  const failing = (error: Error) => createReverifyingFetch({ fetch: () => Promise.reject(error) }, neverAsked);

  it('are one for each call, and none where it is handled', async () => {
    const error = new TypeError('network');
    const bodies = (): unknown[] => [undefined, 'text', new FormData(), unfinished(), new Request('http://a.test/')];
    const fetch = failing(error);
    for (const body of bodies()) {
      const call = () => fetch('http://a.test/', body === undefined ? {} : streaming(body));
      assert.deepEqual(await unhandledIn(() => void call()), [error]);
    }
    for (const body of bodies()) {
      const call = () => fetch('http://a.test/', streaming(body));
      assert.deepEqual(await unhandledIn(() => void call().catch(() => undefined)), []);
    }
  });

  it('are one where a call is aborted, with a one-shot body too', async () => {
    for (const body of [undefined, unfinished()]) {
      const reason = new Error('of the caller');
      const unhandled = await unhandledIn(async () => {
        const controller = new AbortController();
        const { signal } = controller;
        void wrapped(address(), body ? streaming(body, signal) : { signal });
        await turn();
        controller.abort(reason);
        await turn();
      });
      assert.deepEqual(unhandled, [reason]);
    }
  });

  it('are none where an aborted call is handled', async () => {
    for (const body of [undefined, unfinished()]) {
      const unhandled = await unhandledIn(async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const promise = wrapped(address(), body ? streaming(body, signal) : { signal });
        const handled = assert.rejects(promise);
        controller.abort();
        await handled;
      });
      assert.deepEqual(unhandled, []);
    }
  });

  it('are one where a source fails, and none where that is handled', async () => {
    const source = () => new ReadableStream({ pull: () => Promise.reject(new Error('disk')) });
    const count = async (fetch: typeof bare, handle: boolean) =>
      (
        await unhandledIn(async () => {
          const promise = fetch(address(), streaming(source()));
          const settled = promise.then(
            () => undefined,
            () => undefined,
          );
          if (handle) await settled;
          else await turn();
        })
      ).length;
    assert.equal(await count(wrapped, true), await count(bare, true));
  });
});

describe('In Node, a call leaves nothing behind', () => {
  it('no listener on a signal that a thousand calls share, and no warning of too many', async () => {
    const { signal } = new AbortController();
    const warnings: unknown[] = [];
    const warn = (warning: Error) => warnings.push(warning.message);
    process.on('warning', warn);
    const stub = createReverifyingFetch({ fetch: () => Promise.resolve(new Response()) }, neverAsked);
    const calls = Array.from({ length: 1000 }, (_, index) =>
      stub('http://a.test/', index % 2 ? { signal } : streaming(new Blob(['x']).stream(), signal)),
    );
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    await Promise.all(calls);
    await turn();
    process.off('warning', warn);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    assert.deepEqual(warnings, []);
    assert.equal(EventEmitter.defaultMaxListeners, 10);
  });
});

describe('In Node, what a caller may look at', () => {
  it('is read by fetch itself, in its own order', async () => {
    const readBy = async (fetch: typeof bare) => {
      const read: PropertyKey[] = [];
      const init = new Proxy(
        { method: 'POST', body: 'x', headers: { a: 'b' } },
        {
          get(target, name, receiver) {
            read.push(name);
            return Reflect.get(target, name, receiver) as unknown;
          },
        },
      );
      await fetch(address(), init);
      return read;
    };
    const expected = await readBy(bare);
    const actual = await readBy(wrapped);
    assert.deepEqual(actual.slice(-expected.length), expected);
  });

  it('is the object that it made, of a class of its own too', async () => {
    class OwnRequest extends Request {}
    class OwnUrl extends URL {}
    const seen: unknown[] = [];
    const fetch = createReverifyingFetch(
      {
        fetch: (input) => {
          seen.push(input);
          return Promise.resolve(new Response());
        },
      },
      neverAsked,
    );
    const inputs = [new OwnRequest('http://a.test/', { method: 'POST', body: 'x' }), new OwnUrl('http://a.test/')];
    for (const input of inputs) await fetch(input);
    assert.equal(seen[0], inputs[0]);
    assert.equal(seen[1], inputs[1]);
  });

  it('is what the fetch below makes of a thenable', async () => {
    const response = new Response('later');
    const thenable = { then: (resolve: (value: Response) => void) => resolve(response) };
    const fetch = createReverifyingFetch({ fetch: () => thenable as Promise<Response> }, neverAsked);
    assert.equal(await fetch('http://a.test/'), response);
  });

  it('works whatever `this` is', async () => {
    for (const self of [undefined, null, {}, globalThis, 'text']) {
      const response = await wrapped.call(self, address());
      assert.equal(response.status, 200);
    }
  });
});
