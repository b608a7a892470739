import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isRequestNotReplayableError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { apiServer } from './api-server.js';
import { Asked, RefusingApi, alwaysVerified } from './refusing-api.js';

const server = apiServer();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const refusal = () =>
  Response.json({ clerk_error: { type: 'forbidden', reason: 'reverification-error' } }, { status: 403 });

/** A fetch below that refuses once, and remembers what it was given. */
function refusingOnce(answer: (...call: Parameters<typeof fetch>) => Promise<Response>) {
  const calls: Parameters<typeof fetch>[] = [];
  const below: typeof fetch = (...call) => {
    calls.push(call);
    return calls.length === 1 ? Promise.resolve(refusal()) : answer(...call);
  };
  return { calls, below };
}

describe('A Request that is sent again', () => {
  const kinds: Record<string, RequestInit> = {
    'without a body': {},
    'with a body': { method: 'POST', body: 'text' },
    'with a stream': { method: 'POST', body: new Blob(['text']).stream(), duplex: 'half' } as RequestInit,
  };

  for (const [kind, init] of Object.entries(kinds)) {
    it(`${kind}, has the headers of the call, whatever becomes of the caller's`, async () => {
      const api = new RefusingApi(server.origin);
      const asked = new Asked();
      const request = new Request(api.refusing(), { ...init, headers: { 'X-Test': 'first' } });
      const call = createReverifyingFetch({ reverify: asked.reverify }, alwaysVerified)(request);
      request.headers.set('X-Test', 'second');
      await asked.times(1);
      request.headers.set('X-Test', 'third');
      asked.verify();
      assert.equal((await call).status, 200);
      const received = await api.received();
      assert.deepEqual(
        received.map(({ headers }) => headers['x-test']),
        ['first', 'first'],
      );
    });
  }

  for (const body of ['text', new Blob(['text']), undefined]) {
    it(`is aborted by its caller even after a garbage collection (${typeof body})`, { timeout: 20_000 }, async () => {
      const controller = new AbortController();
      const { calls, below } = refusingOnce((...call) => {
        const { signal } = new Request(...call);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      });
      const asked = new Asked();
      const reverifyingFetch = createReverifyingFetch({ fetch: below, reverify: asked.reverify }, alwaysVerified);
      const init: RequestInit = { method: 'POST', signal: controller.signal, body: body ?? null };
      const call = reverifyingFetch(new Request('http://a.test/', init));
      await asked.times(1);
      // What a WeakRef holds lives on until the turn of the event loop in which it was looked at has ended.
      for (let round = 0; round < 10; round++) {
        collectGarbage();
        await delay(1);
      }
      asked.verify();
      while (calls.length < 2) await delay(0);
      controller.abort(new Error('changed my mind'));
      await assert.rejects(call, { message: 'changed my mind' });
    });
  }

  // Where a text is its body, Node 20 loses it: `Request.clone()` does.
  it('keeps its dispatcher', async () => {
    const api = new RefusingApi(server.origin);
    let dispatched = 0;
    const global = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')) as {
      dispatch: (...args: unknown[]) => boolean;
    };
    const dispatcher = {
      dispatch(...args: unknown[]) {
        dispatched++;
        return global.dispatch(...args);
      },
    };
    const request = new Request(api.refusing(2), { dispatcher } as unknown as RequestInit);
    await createReverifyingFetch({}, alwaysVerified)(request);
    assert.equal(dispatched, 3);
  });

  it('sends headers of an init that can be read only once, each time', async () => {
    const api = new RefusingApi(server.origin);
    const headers = new Map([['X-Test', 'once']]).entries();
    const request = new Request(api.refusing(), { method: 'POST', body: 'text' });
    await createReverifyingFetch({}, alwaysVerified)(request, { headers } as unknown as RequestInit);
    const received = await api.received();
    assert.deepEqual(
      received.map((sent) => sent.headers['x-test']),
      ['once', 'once'],
    );
  });
});

describe('A Request whose body was taken', () => {
  for (const body of ['text', new Blob(['text']).stream(), new FormData()]) {
    const make = (used: BodyInit = body) =>
      new Request(`${server.origin}/test-api/echo`, { method: 'POST', body: used, duplex: 'half' } as RequestInit);

    it(`says so at once (${body.constructor.name})`, async () => {
      const request = make(body instanceof ReadableStream ? new Blob(['text']).stream() : body);
      const call = createReverifyingFetch({}, alwaysVerified)(request);
      assert.equal(request.bodyUsed, true);
      await call;
    });

    it(`is refused as by bare fetch (${body.constructor.name})`, async () => {
      const request = make();
      await request.arrayBuffer();
      const [bare, wrapped] = await Promise.allSettled([
        fetch(request),
        createReverifyingFetch({}, alwaysVerified)(request),
      ]);
      assert.ok(bare.status === 'rejected' && wrapped.status === 'rejected');
      assert.equal(String(wrapped.reason), String(bare.reason));
    });
  }
});

describe('A Blob', () => {
  for (const [kind, call] of Object.entries<(init: RequestInit) => Parameters<typeof fetch>>({
    'in an init': (init) => ['http://a.test/', init],
    'over a Request': (init) => [new Request('http://a.test/', { method: 'POST', body: 'old' }), init],
  })) {
    it(`${kind} is handed over itself each time, not a copy`, async () => {
      const body = new Blob(['text']);
      const { calls, below } = refusingOnce(() => Promise.resolve(new Response()));
      await createReverifyingFetch({ fetch: below }, alwaysVerified)(...call({ method: 'POST', body }));
      assert.deepEqual(
        calls.map(([, init]) => init?.body === body),
        [true, true],
      );
    });
  }

  it('in a form is the very same file each time', async () => {
    const file = new File(['text'], 'name "ü".txt', { type: 'text/x-test', lastModified: 5 });
    const body = new FormData();
    body.append('a', file);
    body.append('a', 'text');
    body.append('b', file);
    const { calls, below } = refusingOnce(() => Promise.resolve(new Response()));
    await createReverifyingFetch({ fetch: below }, alwaysVerified)('http://a.test/', { method: 'POST', body });
    const replayed = calls[1]?.[1]?.body;
    assert.ok(replayed instanceof FormData && replayed !== body);
    assert.deepEqual([...replayed], [...body]);
    assert.equal(replayed.get('b'), file);
  });

  it('whose file changed meanwhile is not sent again with other bytes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'replay-'));
    const path = join(folder, 'file.txt');
    await writeFile(path, 'before');
    const api = new RefusingApi(server.origin);
    const reverify = () => writeFile(path, 'after, and longer');
    const body = await openAsBlob(path);
    const reverifyingFetch = createReverifyingFetch({ reverify }, alwaysVerified);
    await assert.rejects(reverifyingFetch(api.refusing(), { method: 'POST', body }), TypeError);
    const received = await api.received();
    assert.equal(received[0]?.body?.text, 'before');
    assert.notEqual(received[1]?.body?.text, 'after, and longer');
    await rm(folder, { recursive: true });
  });
});

describe('What cannot be copied', () => {
  it('asks, and says that it cannot be sent again', async () => {
    const init = {
      method: 'POST',
      get next() {
        throw new Error('broken');
      },
    };
    const reverifyingFetch = createReverifyingFetch({ fetch: () => Promise.resolve(refusal()) }, alwaysVerified);
    await assert.rejects(reverifyingFetch('http://a.test/', init), isRequestNotReplayableError);
  });

  it('is rejected by fetch as ever', async () => {
    const detached = new ArrayBuffer(4);
    structuredClone(detached, { transfer: [detached] });
    const resizable = Reflect.construct(ArrayBuffer, [4, { maxByteLength: 8 }]) as ArrayBuffer;
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    for (const body of [detached, resizable, new Uint8Array(resizable), shared]) {
      const init = { method: 'POST', body } as RequestInit;
      const [bare, wrapped] = await Promise.allSettled([
        fetch(server.origin, init),
        createReverifyingFetch({}, alwaysVerified)(server.origin, init),
      ]);
      assert.ok(bare.status === 'rejected' && wrapped.status === 'rejected');
      assert.equal(String(wrapped.reason), String(bare.reason));
    }
  });

  it('may be null where an address should be', async () => {
    const nothing = null as unknown as string;
    const [bare, wrapped] = await Promise.allSettled([
      fetch(nothing),
      createReverifyingFetch({}, alwaysVerified)(nothing),
    ]);
    assert.ok(bare.status === 'rejected' && wrapped.status === 'rejected');
    assert.equal(String(wrapped.reason), String(bare.reason));
  });
});

describe('A buffer that its caller changes, or gives away, after the call', () => {
  it('is sent again as it was', async () => {
    for (const change of [
      (bytes: Uint8Array) => void bytes.fill(9),
      ({ buffer }: Uint8Array) => void structuredClone(buffer, { transfer: [buffer as ArrayBuffer] }),
    ]) {
      const api = new RefusingApi(server.origin);
      const body = new TextEncoder().encode('bytes');
      const reverify = async () => change(body);
      await createReverifyingFetch({ reverify }, alwaysVerified)(api.refusing(), { method: 'POST', body });
      const received = await api.received();
      assert.deepEqual(
        received.map((sent) => sent.body?.text),
        ['bytes', 'bytes'],
      );
    }
  });
});

describe('maxReplayBytes', () => {
  it('must be a number of bytes', () => {
    for (const maxReplayBytes of [Number.NaN, -1, 'many' as unknown as number]) {
      assert.throws(() => createReverifyingFetch({ maxReplayBytes }, alwaysVerified), {
        name: 'TypeError',
        message: /^maxReplayBytes: /,
      });
    }
  });
});
