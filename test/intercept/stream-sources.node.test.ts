import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { isRequestNotReplayableError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { apiServer } from './api-server.js';
import { Asked, RefusingApi, alwaysVerified } from './refusing-api.js';

const server = apiServer();

const streaming = (body: unknown): RequestInit => ({ method: 'POST', body, duplex: 'half' }) as RequestInit;
const verifying = (options: ReverifyingFetchOptions = {}) => createReverifyingFetch(options, alwaysVerified);
const textsOf = async (api: RefusingApi) => (await api.received()).map(({ body }) => body?.text);

/** What an API answers before it has read the body to its end. */
const refusal = () =>
  Response.json({ clerk_error: { type: 'forbidden', reason: 'reverification-error' } }, { status: 403 });

/** How both end: the call under bare `fetch`, and the same under the wrapper. */
async function ends(makeCall: (api: RefusingApi) => Parameters<typeof fetch>) {
  const calls = [fetch, verifying()].map((send) =>
    send(...makeCall(new RefusingApi(server.origin))).catch((error: unknown) => error),
  );
  return Promise.all(calls);
}

describe('What an iterable yields', () => {
  it('is sent again as it was, of whatever kind, also from a buffer that is used again', async () => {
    const api = new RefusingApi(server.origin);
    async function* reusing() {
      const buffer = new ArrayBuffer(2);
      const bytes = new Uint8Array(buffer);
      for (const text of ['ab', 'cd', 'ef']) {
        new TextEncoder().encodeInto(text, bytes);
        yield text === 'cd' ? new Uint8ClampedArray(buffer) : buffer;
        await Promise.resolve();
        yield 'ü';
      }
    }
    await verifying()(api.refusing(2), streaming(reusing()));
    assert.deepEqual(await textsOf(api), ['abücdüefü', 'abücdüefü', 'abücdüefü']);
  });

  it('counts by its bytes', async () => {
    const kinds: [() => unknown, number][] = [
      [() => new ArrayBuffer(1000), 1000],
      [() => new DataView(new ArrayBuffer(1000)), 1000],
      [() => new Uint16Array(500), 1000],
      [() => 'ü'.repeat(500), 1000],
      [() => Buffer.alloc(1000), 1000],
    ];
    for (const [make, size] of kinds) {
      for (const [maxReplayBytes, isReplayed] of [
        [size, true],
        [size - 1, false],
      ] as const) {
        let sent = 0;
        const below: typeof fetch = async (_input, init) => {
          for await (const chunk of init?.body as unknown as AsyncIterable<unknown>) assert.ok(chunk);
          return ++sent === 1 ? refusal() : new Response();
        };
        async function* once() {
          yield await Promise.resolve(make());
        }
        const call = verifying({ fetch: below, maxReplayBytes })('http://a.test/', streaming(once()));
        const end: unknown = await call.catch((error: unknown) => error);
        assert.equal(isReplayed ? end instanceof Response : isRequestNotReplayableError(end), true);
      }
    }
  });

  it('is ended once, however it ends', async () => {
    const ends: string[] = [];
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 'chunk' }),
        return: () => {
          ends.push('ended');
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const below: typeof fetch = async (_input, init) => {
      for await (const chunk of init?.body as unknown as AsyncIterable<unknown>) if (chunk) break;
      return refusal();
    };
    const reverify = () => Promise.reject(new Error('not verified'));
    for (const maxReplayBytes of [0, 5, 100]) {
      ends.length = 0;
      await assert.rejects(verifying({ fetch: below, reverify, maxReplayBytes })('http://a.test/', streaming(source)));
      assert.deepEqual(ends, ['ended']);
    }
  });
});

describe('maxReplayBytes', () => {
  const cases: [number, string, boolean][] = [
    [0, '', true],
    [0, 'a', false],
    [4, 'four', true],
    [4, 'five5', false],
    [Infinity, 'many', true],
  ];
  for (const [maxReplayBytes, text, isReplayed] of cases) {
    it(`of ${maxReplayBytes} ${isReplayed ? 'is' : 'is not'} enough for ${text.length} bytes`, async () => {
      const api = new RefusingApi(server.origin);
      const body = new Blob([text]).stream();
      const call = verifying({ maxReplayBytes })(api.refusing(), streaming(body));
      const end: unknown = await call.catch((error: unknown) => error);
      assert.equal(isReplayed ? end instanceof Response : isRequestNotReplayableError(end), true);
      assert.deepEqual(await textsOf(api), isReplayed ? [text, text] : [text]);
    });
  }
});

describe('A source of its own kind', () => {
  it('is sent again whole, as a file that is read', async () => {
    const api = new RefusingApi(server.origin);
    await verifying()(api.refusing(2), streaming(createReadStream(new URL(import.meta.url))));
    const received = await api.received();
    assert.equal(new Set(received.map(({ body }) => body?.sha256)).size, 1);
    assert.ok((received[0]?.body?.length ?? 0) > 5000);
  });

  it('is refused as by bare fetch where it was read from before', async () => {
    const used = async () => {
      const readable = Readable.from(['a', 'b']);
      await readable[Symbol.asyncIterator]().next();
      return readable;
    };
    const sources = [await used(), await used()];
    const [bare, wrapped] = await ends((api) => [api.refusing(0), streaming(sources.pop())]);
    assert.ok(bare instanceof TypeError);
    assert.equal(String(wrapped), String(bare));
  });

  it('is not sent again empty where it can only be listened to, as npm’s form-data', async () => {
    const sources = [{}, { [Symbol.toStringTag]: 'FormData' }];
    for (const tag of sources) {
      const source = Object.assign(new EventEmitter(), { readable: true, pipe: () => undefined }, tag);
      let sent = 0;
      const below: typeof fetch = (_input, init) => {
        assert.equal(init?.body, source);
        sent++;
        return Promise.resolve(refusal());
      };
      await assert.rejects(
        verifying({ fetch: below })('http://a.test/', streaming(source)),
        (error) => isRequestNotReplayableError(error) && error.response?.status === 403,
      );
      assert.equal(sent, 1);
    }
  });

  it('fails as by bare fetch where its chunks are no bytes', async () => {
    for (const chunk of ['text', 5, null, {}, new ArrayBuffer(3), Symbol('chunk'), () => undefined]) {
      const source = () =>
        new ReadableStream({
          start(controller) {
            controller.enqueue(chunk);
            controller.close();
          },
        });
      const [bare, wrapped] = await ends((api) => [api.refusing(0), streaming(source())]);
      // Node takes texts.
      assert.equal(bare instanceof Response, chunk === 'text');
      assert.equal(String(wrapped), String(bare));
    }
  });
});

describe('A source that fails', () => {
  /** Gives one chunk, and then, when the test says so, fails. */
  function failing(error: Error) {
    let fail: () => void = () => undefined;
    const failed = new Promise<void>((resolve) => (fail = resolve));
    let isFirst = true;
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (isFirst) controller.enqueue(new TextEncoder().encode('begun'));
          else {
            await failed;
            controller.error(error);
          }
          isFirst = false;
        },
      },
      { highWaterMark: 0 },
    );
    return { stream, fail };
  }

  it('while it is sent rejects the call as it does bare fetch', async () => {
    const [bare, wrapped] = await ends((api) => {
      const { stream, fail } = failing(new Error('disk'));
      fail();
      return [api.refusing(0), streaming(stream)];
    });
    assert.ok(bare instanceof Error && wrapped instanceof Error);
    assert.deepEqual([String(wrapped), String(wrapped.cause)], [String(bare), String(bare.cause)]);
  });

  it('while it is sent again rejects the call, and is no shorter body', async () => {
    const error = new Error('disk');
    const { stream, fail } = failing(error);
    const whole: string[] = [];
    let sent = 0;
    const below: typeof fetch = async (_input, init) => {
      const reader = (init?.body as ReadableStream<Uint8Array>).getReader();
      if (++sent === 1) {
        await reader.read();
        return refusal();
      }
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return new Response('whole');
        whole.push(new TextDecoder().decode(value));
      }
    };
    const reverify = async () => fail();
    await assert.rejects(
      verifying({ fetch: below, reverify })('http://a.test/', streaming(stream)),
      (thrown) => thrown === error,
    );
    assert.deepEqual(whole, ['begun']);
  });
});

describe('A source without an end', () => {
  /** Remembers why it was cancelled. */
  function endless() {
    const reasons: unknown[] = [];
    let cancelled: () => void = () => undefined;
    const untilCancelled = new Promise<void>((resolve) => (cancelled = resolve));
    let isOver = false;
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          await new Promise(setImmediate);
          if (isOver) controller.close();
          else controller.enqueue(new Uint8Array(1000));
        },
        cancel(reason) {
          reasons.push(reason);
          cancelled();
        },
      },
      { highWaterMark: 0 },
    );
    return { stream, reasons, untilCancelled, end: () => (isOver = true) };
  }

  // That its source is cancelled is seen in Chromium only: Node's own fetch reads on for ever.
  it('is left with the reason of the caller who aborts while it is sent again', async () => {
    const api = new RefusingApi(server.origin);
    const { stream, end } = endless();
    const controller = new AbortController();
    const reason = new Error('enough');
    const call = verifying()(api.refusing(1, { early: 1 }), { ...streaming(stream), signal: controller.signal });
    while ((await api.received()).length < 2) await new Promise(setImmediate);
    controller.abort(reason);
    await assert.rejects(call, (thrown) => thrown === reason);
    end();
  });

  it('is cancelled once the user has not verified, where the API has hung up', async () => {
    const { stream, reasons, untilCancelled } = endless();
    const asked = new Asked();
    const below: typeof fetch = async (_input, init) => {
      await (init?.body as ReadableStream).cancel('hung up');
      return refusal();
    };
    const call = verifying({ fetch: below, reverify: asked.reverify })('http://a.test/', streaming(stream));
    await asked.times(1);
    assert.deepEqual(reasons, []);
    asked.fail(new Error('not verified'));
    await assert.rejects(call);
    await untilCancelled;
    assert.deepEqual(reasons, ['hung up']);
  });
});
