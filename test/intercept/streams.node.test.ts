import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isRequestNotReplayableError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { apiServer } from './api-server.js';
import { RefusingApi, alwaysVerified } from './refusing-api.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const server = apiServer();
const chunks = ['one ', 'zwei ✓ ', 'three'].map((text) => new TextEncoder().encode(text));
const whole = Buffer.concat(chunks);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A stream that gives a chunk when asked, and then overwrites it, as who reuses a buffer does. */
function reusingStream(parts: readonly Uint8Array[] = chunks): ReadableStream<Uint8Array> {
  let index = 0;
  let last: Uint8Array | undefined;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        last?.fill(0);
        const part = parts[index++];
        last = part && new Uint8Array(part);
        if (last) controller.enqueue(last);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* generator(): AsyncGenerator<Uint8Array | string> {
  yield 'one ';
  yield* chunks.slice(1);
}

const streaming = (body: unknown): RequestInit => ({ method: 'POST', body, duplex: 'half' }) as RequestInit;
const verifying = (options: ReverifyingFetchOptions = {}) => createReverifyingFetch(options, alwaysVerified);

describe('A streamed body is sent again as it was', () => {
  const bodies: Record<string, () => unknown> = {
    'a stream': () => reusingStream(),
    'a byte stream': () => new Blob(chunks).stream(),
    'an async iterable': generator,
    "Node's Readable": () => Readable.from(chunks),
  };
  for (const [name, body] of Object.entries(bodies)) {
    for (const refusals of [1, 2]) {
      it(`${name}, refused ${refusals} times`, async () => {
        const api = new RefusingApi(server.origin);
        const response = await verifying()(api.refusing(refusals), streaming(body()));
        assert.equal(response.status, 200);
        const received = await api.received();
        assert.equal(received.length, refusals + 1);
        for (const request of received) assert.equal(request.body?.sha256, sha256(whole));
      });
    }
  }

  it('in a Request, with its headers and its referrer', async () => {
    const api = new RefusingApi(server.origin);
    const init = { ...streaming(reusingStream()), headers: { 'X-Test': 'header' }, referrer: `${server.origin}/from` };
    const sent: Parameters<typeof fetch>[] = [];
    const reverifyingFetch = verifying({
      fetch: (...call) => {
        sent.push(call);
        return fetch(...call);
      },
    });
    const response = await reverifyingFetch(new Request(api.refusing(2), init));
    assert.equal(response.status, 200);
    for (const request of await api.received()) {
      assert.equal(request.method, 'POST');
      assert.equal(request.headers['x-test'], 'header');
      assert.equal(request.body?.sha256, sha256(whole));
    }
    assert.deepEqual(
      sent.map(([, passed]) => passed?.referrer),
      [0, 1, 2].map(() => `${server.origin}/from`),
    );
  });

  it('in a Request that an init overrides', async () => {
    const api = new RefusingApi(server.origin);
    await verifying()(new Request(api.refusing(), streaming(reusingStream())), { method: 'PUT' });
    const received = await api.received();
    assert.deepEqual(
      received.map(({ method, body }) => [method, body?.sha256]),
      [0, 1].map(() => ['PUT', sha256(whole)]),
    );
  });

  it('where the API refused before it had the whole', async () => {
    const api = new RefusingApi(server.origin);
    let more: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => (more = resolve));
    async function* slow() {
      yield chunks[0];
      await refused;
      yield* chunks.slice(1);
    }
    const reverifyingFetch = createReverifyingFetch({}, () => {
      more();
      return Promise.resolve();
    });
    const response = await reverifyingFetch(api.refusing(1, { early: 1 }), streaming(slow()));
    assert.equal(response.status, 200);
    const received = await api.received();
    assert.equal(received.length, 2);
    assert.equal(received[1]?.body?.sha256, sha256(whole));
  });

  it('up to maxReplayBytes; over it, the user verifies and the caller is told', async () => {
    const api = new RefusingApi(server.origin);
    let asked = 0;
    const reverifyingFetch = createReverifyingFetch({ maxReplayBytes: whole.length - 1 }, () =>
      Promise.resolve(asked++),
    );
    await assert.rejects(reverifyingFetch(api.refusing(), streaming(reusingStream())), (error) => {
      assert.ok(isRequestNotReplayableError(error));
      assert.equal(error.response?.status, 403);
      assert.equal(error.response.bodyUsed, false);
      return true;
    });
    assert.equal(asked, 1);
    const received = await api.received();
    assert.deepEqual(
      received.map(({ body }) => body?.sha256),
      [sha256(whole)],
    );

    const exact = new RefusingApi(server.origin);
    const response = await verifying({ maxReplayBytes: whole.length })(exact.refusing(), streaming(reusingStream()));
    assert.equal(response.status, 200);
  });
});

describe('A streamed body that is not refused', () => {
  it('is read no further than the receiver asks', async () => {
    let pulled = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(10));
        },
      },
      { highWaterMark: 0 },
    );
    const stub: typeof fetch = async (_input, init) => {
      const reader = (init?.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      await reader.read();
      return new Response();
    };
    await verifying({ fetch: stub })('http://a.test/', streaming(source));
    assert.equal(pulled, 2);
  });

  it('goes on to its end after the answer, and nothing of it is kept', async () => {
    let body: ReadableStream<Uint8Array> | undefined;
    const stub: typeof fetch = (_input, init) => {
      body = init?.body as ReadableStream<Uint8Array>;
      return Promise.resolve(new Response());
    };
    const parts = Array.from({ length: 64 }, () => new Uint8Array(2 ** 20));
    await verifying({ fetch: stub })('http://a.test/', streaming(reusingStream(parts)));
    assert.ok(body);
    let read = 0;
    const before = process.memoryUsage().arrayBuffers;
    for await (const chunk of body) {
      read += chunk.length;
      collectGarbage();
      assert.ok(process.memoryUsage().arrayBuffers - before < 4 * 2 ** 20);
    }
    assert.equal(read, 64 * 2 ** 20);
  });

  it('hands a cancel on to the source, with its reason', async () => {
    const reason = new Error('enough');
    const cancelled: unknown[] = [];
    const source = new ReadableStream({ cancel: (why) => void cancelled.push(why) });
    const stub: typeof fetch = async (_input, init) => {
      await (init?.body as ReadableStream).cancel(reason);
      return new Response();
    };
    await verifying({ fetch: stub })('http://a.test/', streaming(source));
    assert.deepEqual(cancelled, [reason]);
  });

  it('hands the cancel of an aborted call on at once', () => {
    const cancelled: unknown[] = [];
    const controller = new AbortController();
    const source = new ReadableStream({ cancel: (why) => void cancelled.push(why) });
    let body: ReadableStream | undefined;
    const stub: typeof fetch = (_input, init) => {
      body = init?.body as ReadableStream;
      return new Promise(() => undefined);
    };
    void verifying({ fetch: stub })('http://a.test/', { ...streaming(source), signal: controller.signal });
    controller.abort();
    void body?.cancel('aborted');
    assert.deepEqual(cancelled, ['aborted']);
  });

  it('ends an async iterable that the receiver leaves', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield await Promise.resolve('chunk');
      } finally {
        ended = true;
      }
    }
    const stub: typeof fetch = async (_input, init) => {
      for await (const chunk of init?.body as unknown as AsyncIterable<string>) if (chunk) break;
      return new Response();
    };
    await verifying({ fetch: stub })('http://a.test/', streaming(endless()));
    assert.equal(ended, true);
  });

  it('fails with the error of its source', async () => {
    const error = new Error('disk');
    const source = () =>
      new ReadableStream({
        pull: () => Promise.reject(error),
      });
    const api = new RefusingApi(server.origin);
    const [bare, wrapped] = await Promise.allSettled([
      fetch(api.refusing(0), streaming(source())),
      verifying()(api.refusing(0), streaming(source())),
    ]);
    assert.ok(bare.status === 'rejected' && wrapped.status === 'rejected');
    assert.equal(String(wrapped.reason), String(bare.reason));
  });

  it('is refused by fetch itself where it was used before', async () => {
    const used = reusingStream();
    await used.getReader().read();
    const locked = reusingStream();
    locked.getReader();
    for (const body of [used, locked]) {
      const call = [`${server.origin}/test-api/echo`, streaming(body)] as const;
      const [bare, wrapped] = await Promise.allSettled([fetch(...call), verifying()(...call)]);
      assert.ok(bare.status === 'rejected' && wrapped.status === 'rejected');
      assert.equal(String(wrapped.reason), String(bare.reason));
    }
  });
});

describe('A Request that was made from something else than a stream', () => {
  it('is sent with the length of its body, as its caller made it', async () => {
    const api = new RefusingApi(server.origin);
    const request = new Request(api.refusing(), { method: 'POST', body: 'text' });
    const sent: unknown[] = [];
    await verifying({
      fetch: (...call) => {
        sent.push(call[0]);
        return fetch(...call);
      },
    })(request);
    assert.equal(sent[0], request);
    const received = await api.received();
    assert.deepEqual(
      received.map(({ headers }) => headers['content-length']),
      ['4', '4'],
    );
  });
});
