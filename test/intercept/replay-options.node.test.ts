import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { apiServer } from './api-server.js';
import { Asked, RefusingApi, alwaysVerified } from './refusing-api.js';
import { StubApi, waitingFor } from './stub-api.js';

const server = apiServer();

function setUp(options: ReverifyingFetchOptions) {
  const api = new StubApi();
  const asked = new Asked();
  const fetch = createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify, ...options }, alwaysVerified);
  return { api, asked, fetch };
}

describe('replay', () => {
  it("'owner' sends only the request again whose refusal opened the dialog", async () => {
    const { api, asked, fetch } = setUp({ replay: 'owner' });
    const held = api.hold('http://a.test/late');
    const late = fetch('http://a.test/late');
    const owner = fetch('http://a.test/owner');
    await waitingFor(asked.reverify, 1);
    const other = fetch('http://a.test/other');
    await waitingFor(asked.reverify, 2);
    await asked.times(1);
    api.verified();
    asked.verify();
    assert.equal((await owner).status, 200);
    held.refuse();
    for (const response of [await other, await late]) {
      assert.equal(response.status, 403);
      assert.equal(response.bodyUsed, false);
    }
    assert.deepEqual(api.counts(), [1, 2, 1]);
  });

  it("'owner' sends that of each dialog again, where one dialog follows another", async () => {
    const { api, asked, fetch } = setUp({ replay: 'owner' });
    const lax = fetch('http://a.test/lax');
    await asked.times(1);
    const strict = ['1', '2'].map((path) => fetch(`http://a.test/${path}/multi_factor`));
    await waitingFor(asked.reverify, 3);
    api.verified('second_factor');
    asked.verify();
    assert.equal((await lax).status, 200);
    await asked.times(2);
    api.verified();
    asked.verify();
    const [owner, other] = await Promise.all(strict);
    assert.deepEqual([owner?.status, other?.status], [200, 403]);
  });

  it("'owner' sends nothing again where the owner has left", async () => {
    const { api, asked, fetch } = setUp({ replay: 'owner' });
    const controller = new AbortController();
    const owner = fetch('http://a.test/owner', { signal: controller.signal });
    await asked.times(1);
    const other = fetch('http://a.test/other');
    await waitingFor(asked.reverify, 2);
    controller.abort('left');
    await assert.rejects(owner, (reason) => reason === 'left');
    api.verified();
    asked.verify();
    assert.equal((await other).status, 403);
    assert.deepEqual(api.counts(), [1, 1]);
  });

  it('as a function decides by the request', async () => {
    const seen: string[] = [];
    const { api, asked, fetch } = setUp({
      replay: ({ method, headers, url }) => {
        seen.push(`${method} ${url} ${headers.get('a') ?? ''}`);
        return method === 'GET';
      },
    });
    const get = fetch('http://a.test/get', { headers: { a: 'b' } });
    const post = fetch('http://a.test/post', { method: 'POST', body: 'text' });
    await waitingFor(asked.reverify, 2);
    await asked.times(1);
    api.verified();
    asked.verify();
    assert.equal((await get).status, 200);
    assert.equal((await post).status, 403);
    assert.deepEqual(seen, ['GET http://a.test/get b', 'POST http://a.test/post ']);
    assert.deepEqual(api.counts(), [2, 1]);
  });

  it('as a function that agrees sends a stream again whole', async () => {
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch({ replay: () => true }, alwaysVerified);
    const body = new Blob(['streamed']).stream();
    await fetch(api.refusing(), { method: 'POST', body, duplex: 'half' } as RequestInit);
    const received = await api.received();
    assert.deepEqual(
      received.map((request) => request.body?.text),
      ['streamed', 'streamed'],
    );
  });

  it('as a function that says no leaves a stream as it is: open once, and sent to its end', async () => {
    const refusal = () => Response.json(reverificationError('strict'), { status: 403 });
    let chunks = 0;
    const source = new ReadableStream({
      pull: (controller) => (++chunks > 3 ? controller.close() : controller.enqueue(new Uint8Array([chunks]))),
    });
    let rest: ReadableStreamDefaultReader<Uint8Array> | undefined;
    const early: typeof fetch = async (_input, init) => {
      rest = (init?.body as ReadableStream<Uint8Array>).getReader();
      await rest.read();
      return refusal();
    };
    const seen: unknown[] = [];
    const replay = ({ body, method, headers, url }: Request) => {
      seen.push([body, method, headers.get('a'), url]);
      return false;
    };
    const fetch = createReverifyingFetch({ fetch: early, replay }, alwaysVerified);
    const init = { method: 'POST', body: source, headers: { a: 'b' }, duplex: 'half' };
    const response = await fetch('http://a.test/', init);
    assert.equal(response.status, 403);
    assert.deepEqual(seen, [[null, 'POST', 'b', 'http://a.test/']]);
    const sent = [await rest?.read(), await rest?.read(), await rest?.read()].map((read) => read?.value?.[0]);
    assert.deepEqual(sent, [2, 3, undefined]);
  });

  it('as a function gets of a Request all but the body', async () => {
    const seen: unknown[] = [];
    const replay = (request: Request) => {
      const { body, method, credentials, mode, referrer, cache } = request;
      seen.push({ body, method, credentials, mode, referrer, cache, headers: Object.fromEntries(request.headers) });
      return false;
    };
    const members = { credentials: 'omit', mode: 'cors', referrer: 'about:client', cache: 'reload' } as const;
    const headers = { 'content-type': 'text/plain;charset=UTF-8', a: 'b' };
    const { asked, fetch } = setUp({ replay });
    const inputs: [Request, RequestInit?][] = [
      [new Request('http://a.test/', { ...members, method: 'POST', body: 'text', headers: { a: 'b' } })],
      [new Request('http://a.test/', { ...members, method: 'PUT', body: 'text' }), { method: 'POST', headers }],
    ];
    for (const [index, input] of inputs.entries()) {
      const call = fetch(...input);
      await asked.times(index + 1);
      asked.verify();
      assert.equal((await call).status, 403);
    }
    assert.deepEqual(
      seen,
      inputs.map(() => ({ ...members, body: null, method: 'POST', headers })),
    );
  });

  it('as a function that says no counts before a body that was too large', async () => {
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch({ replay: () => false, maxReplayBytes: 1 }, alwaysVerified);
    const body = new Blob(['streamed']).stream();
    const response = await fetch(api.refusing(), { method: 'POST', body, duplex: 'half' } as RequestInit);
    assert.equal(response.status, 403);
  });

  it('as a function that throws means no: that is reported, and the caller gets the refusal', async (context) => {
    const report = context.mock.method(console, 'error', () => undefined);
    const error = new Error('undecided');
    const { api, asked, fetch } = setUp({
      replay: () => {
        throw error;
      },
    });
    const call = fetch('http://a.test/');
    await asked.times(1);
    asked.verify();
    const response = await call;
    assert.deepEqual([response.status, response.bodyUsed], [403, false]);
    assert.deepEqual(
      report.mock.calls.map(({ arguments: said }) => said),
      [['replay:', error]],
    );
    assert.equal(api.calls.length, 1);
  });
});

describe('prepareReplay', () => {
  it('changes what is sent again, and only that', async () => {
    const api = new RefusingApi(server.origin);
    let token = 1;
    const fetch = createReverifyingFetch(
      {
        prepareReplay: async (request) => {
          await Promise.resolve();
          request.headers.set('Authorization', `Bearer ${++token}`);
          return request;
        },
      },
      alwaysVerified,
    );
    const body = new FormData();
    body.append('file', new File(['content'], 'name.txt'));
    const headers = { Authorization: 'Bearer 1', 'Idempotency-Key': 'once' };
    const response = await fetch(api.refusing(2), { method: 'POST', body, headers });
    assert.equal(response.status, 200);
    const received = await api.received();
    assert.deepEqual(
      received.map((request) => [request.headers['authorization'], request.headers['idempotency-key']]),
      [1, 2, 3].map((count) => [`Bearer ${count}`, 'once']),
    );
    assert.equal(new Set(received.map((request) => request.body?.sha256)).size, 1);
  });

  it('may answer with another request', async () => {
    const api = new RefusingApi(server.origin);
    const fetch = createReverifyingFetch(
      { prepareReplay: (request) => new Request(request, { headers: { 'X-New': 'yes' } }) },
      alwaysVerified,
    );
    await fetch(api.refusing(), { method: 'POST', body: 'text' });
    const received = await api.received();
    assert.deepEqual([received[1]?.headers['x-new'], received[1]?.body?.text], ['yes', 'text']);
  });

  it('keeps what only the fetch below understands', async () => {
    const passed: unknown[] = [];
    const api = new StubApi();
    const fetch = createReverifyingFetch(
      {
        fetch: (...call) => {
          passed.push(call[1]);
          return api.fetch(...call);
        },
        prepareReplay: (request) => request,
      },
      () => {
        api.verified();
        return Promise.resolve();
      },
    );
    const dispatcher = {};
    const next = { revalidate: 60 };
    const known = { method: 'POST', body: 'text', priority: 'high', referrer: 'http://a.test/from' };
    await fetch('http://a.test/', { ...known, dispatcher, next } as RequestInit);
    assert.deepEqual(passed[1], { dispatcher, next });
  });

  it('rejects the call with what it throws, and nothing is sent', async () => {
    const error = new Error('no token');
    const { api, asked, fetch } = setUp({ prepareReplay: () => Promise.reject(error) });
    const call = fetch('http://a.test/');
    await asked.times(1);
    asked.verify();
    await assert.rejects(call, (thrown) => thrown === error);
    assert.equal(api.calls.length, 1);
  });
});

describe('prepareReplay that does not settle', () => {
  it('does not hold a caller that aborts', async () => {
    const controller = new AbortController();
    let onPrepared = (): void => undefined;
    const isPreparing = new Promise<void>((resolve) => (onPrepared = resolve));
    const { api, asked, fetch } = setUp({
      prepareReplay: () => {
        onPrepared();
        return new Promise<Request>(() => undefined);
      },
    });
    const call = fetch('http://a.test/', { signal: controller.signal });
    await asked.times(1);
    asked.verify();
    await isPreparing;
    const reason = { own: 'reason' };
    controller.abort(reason);
    await assert.rejects(call, (thrown) => thrown === reason);
    assert.equal(api.calls.length, 1);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  it('sends nothing where it settles after the abort', async () => {
    const controller = new AbortController();
    let settle: (request: Request) => void = () => undefined;
    let onPrepared = (): void => undefined;
    const isPreparing = new Promise<void>((resolve) => (onPrepared = resolve));
    const { api, asked, fetch } = setUp({
      prepareReplay: () => {
        onPrepared();
        return new Promise<Request>((resolve) => (settle = resolve));
      },
    });
    const call = fetch('http://a.test/', { signal: controller.signal });
    await asked.times(1);
    asked.verify();
    await isPreparing;
    settle(new Request('http://a.test/'));
    controller.abort('gone');
    await assert.rejects(call, (thrown) => thrown === 'gone');
    await turn();
    assert.equal(api.calls.length, 1);
  });
});

describe('An Idempotency-Key that the caller set', () => {
  const key = 'b2f1c9a0-1';
  const ways: Record<string, ReverifyingFetchOptions> = {
    'is the same each time': {},
    'is the same where prepareReplay sets another header': {
      prepareReplay: (request) => {
        request.headers.set('Authorization', 'Bearer new');
        return request;
      },
    },
    'is the same where prepareReplay makes another request of it': {
      prepareReplay: (request) => new Request(request, { cache: 'no-store' }),
    },
    'is the same where a function decides about the replay': {
      replay: (request) => request.headers.get('Idempotency-Key') === key,
    },
  };
  for (const [name, options] of Object.entries(ways)) {
    it(name, async () => {
      const api = new RefusingApi(server.origin);
      const fetch = createReverifyingFetch(options, alwaysVerified);
      const headers = new Headers({ 'Idempotency-Key': key, 'X-Other': 'too' });
      const call = fetch(api.refusing(2), { method: 'POST', body: '{"amount":250}', headers });
      headers.set('Idempotency-Key', 'changed after the call');
      assert.equal((await call).status, 200);
      const received = await api.received();
      assert.deepEqual(
        received.map((request) => [request.headers['idempotency-key'], request.headers['x-other'], request.body?.text]),
        Array.from({ length: 3 }, () => [key, 'too', '{"amount":250}']),
      );
    });
  }
});

describe('Without prepareReplay', () => {
  it('init members that the wrapper does not know go through both times', async () => {
    const passed: unknown[] = [];
    const api = new StubApi();
    const fetch = createReverifyingFetch(
      {
        fetch: (...call) => {
          passed.push(call[1]);
          return api.fetch(...call);
        },
      },
      () => {
        api.verified();
        return Promise.resolve();
      },
    );
    const init = { next: { revalidate: 60 }, cf: {}, dispatcher: {}, priority: 'high', duplex: 'half' };
    await fetch('http://a.test/', init as RequestInit);
    assert.equal(passed[0], init);
    assert.deepEqual(passed[1], init);
  });

  it('what the caller changes after the call changes nothing', async () => {
    const api = new RefusingApi(server.origin);
    const form = new URLSearchParams('a=1');
    const buffer = new Uint8Array([1, 2, 3]);
    const headers = new Headers({ 'X-Test': 'first' });
    const plain: Record<string, string> = { 'X-Test': 'first' };
    const pairs: [string, string][] = [['X-Test', 'first']];
    const file = new FormData();
    file.append('a', '1');
    const url = new URL(api.refusing());
    const asked = new Asked();
    const fetch = createReverifyingFetch({ reverify: asked.reverify }, alwaysVerified);
    const inits: RequestInit[] = [
      { method: 'POST', body: form, headers },
      { method: 'POST', body: buffer, headers: plain },
      { method: 'POST', body: buffer.buffer, headers: pairs },
      { method: 'POST', body: file },
    ];
    for (const [index, init] of inits.entries()) {
      const target = new URL(url);
      target.searchParams.set('key', `${api.key}-${index}`);
      const call = fetch(target, init);
      await asked.times(index + 1);
      target.pathname = '/elsewhere';
      form.set('a', '2');
      file.set('a', '2');
      buffer.fill(9);
      headers.set('X-Test', 'second');
      plain['X-Test'] = 'second';
      pairs[0] = ['X-Test', 'second'];
      init.method = 'DELETE';
      asked.verify();
      const before = (await (
        await globalThis.fetch(`${server.origin}/test-api/received?key=${api.key}-${index}`)
      ).json()) as {
        method: string;
        headers: Record<string, string>;
        body: { sha256: string };
      }[];
      assert.equal((await call).status, 200);
      const after = (await (
        await globalThis.fetch(`${server.origin}/test-api/received?key=${api.key}-${index}`)
      ).json()) as typeof before;
      assert.equal(after.length, 2);
      assert.equal(after[1]?.method, 'POST');
      assert.equal(after[1].body.sha256, before[0]?.body.sha256);
      assert.equal(after[1].headers['x-test'], before[0]?.headers['x-test']);
    }
  });

  it('a dispatcher of one request serves its replay too', async () => {
    const api = new RefusingApi(server.origin);
    let dispatched = 0;
    const symbol = Symbol.for('undici.globalDispatcher.1');
    const global = Reflect.get(globalThis, symbol) as { dispatch: (...args: unknown[]) => boolean };
    const dispatcher = {
      dispatch(...args: unknown[]) {
        dispatched++;
        return global.dispatch(...args);
      },
    };
    const fetch = createReverifyingFetch({}, alwaysVerified);
    const response = await fetch(api.refusing(), { dispatcher } as unknown as RequestInit);
    assert.equal(response.status, 200);
    assert.equal(dispatched, 2);
  });
});
