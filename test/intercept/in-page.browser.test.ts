import { expect, waitUntil } from '@open-wc/testing';
import { ReverificationError, isReverificationCancelledError } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { Asked, RefusingApi, alwaysVerified } from './refusing-api.js';

const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Requests that are refused at the same time', () => {
  const file = new File(['file'], 'name.txt', { type: 'text/plain' });
  const form = () => {
    const data = new FormData();
    data.append('file', file);
    return data;
  };
  const inits: RequestInit[] = [
    {},
    { method: 'POST', body: 'text' },
    { method: 'POST', body: JSON.stringify({ amount: 250 }), headers: { 'Content-Type': 'application/json' } },
    { method: 'PUT', body: file },
    { method: 'POST', body: new Uint8Array([1, 2, 3]) },
    { method: 'POST', body: new URLSearchParams({ a: 'b' }) },
    { method: 'POST', body: form() },
    { method: 'DELETE' },
  ];

  it('lead to one question, and each is sent once more with the same bytes', async () => {
    const asked = new Asked();
    const reverifyingFetch = createReverifyingFetch({ reverify: asked.reverify }, neverAsked);
    const apis = inits.map(() => new RefusingApi());
    const calls = apis.map((api, index) => reverifyingFetch(api.refusing(), inits[index]));
    await asked.times(1);
    await waitUntil(() => gateOf(asked.reverify).waiting?.size === inits.length, 'all are refused', { timeout: 8000 });
    asked.verify();

    for (const response of await Promise.all(calls)) expect(response.status).to.equal(200);
    expect(asked.challenges).to.have.length(1);
    for (const [index, api] of apis.entries()) {
      const [first, second, ...more] = await api.received();
      expect(more).to.deep.equal([]);
      expect(second?.method).to.equal(inits[index]?.method ?? 'GET');
      expect(second?.method).to.equal(first?.method);
      expect(second?.body?.sha256).to.equal(first?.body?.sha256);
    }
  });

  it('all end when the user cancels, and nothing is sent again', async () => {
    const asked = new Asked();
    const reverifyingFetch = createReverifyingFetch({ reverify: asked.reverify }, neverAsked);
    const api = new RefusingApi();
    const call = reverifyingFetch(api.refusing(), { method: 'POST', body: form() });
    await asked.times(1);
    asked.fail(new ReverificationError('reverification_cancelled', 'cancelled'));
    expect(isReverificationCancelledError(await thrownBy(call))).to.equal(true);
    expect(await api.received()).to.have.length(1);
  });

  it('may be left one by one; the last closes the dialog', async () => {
    const asked = new Asked();
    const reverifyingFetch = createReverifyingFetch({ reverify: asked.reverify }, neverAsked);
    const controller = new AbortController();
    const call = reverifyingFetch(new Request(new RefusingApi().refusing(), { signal: controller.signal }));
    await asked.times(1);
    controller.abort(new DOMException('own', 'OwnError'));
    expect(await thrownBy(call)).to.have.property('name', 'OwnError');
    expect(asked.signals[0]?.aborted).to.equal(true);
  });
});

describe('Under the wrapper, as without it', () => {
  const reverifyingFetch = createReverifyingFetch({}, neverAsked);

  it('a network error rejects with a TypeError', async () => {
    const url = 'http://localhost:1/';
    expect(String(await thrownBy(reverifyingFetch(url)))).to.equal(String(await thrownBy(fetch(url))));
  });

  it('bad arguments reject, and never throw', async () => {
    const bad: RequestInit[] = [
      { headers: { 'bad name': 'x' } },
      { method: 'GET', body: 'x' },
      { method: 'bad method' },
      { mode: 'navigate' },
    ];
    for (const init of bad) {
      expect(String(await thrownBy(reverifyingFetch('/', init)))).to.equal(String(await thrownBy(fetch('/', init))));
    }
  });

  it('a used Request rejects', async () => {
    const used = () => new Request('/test-api/echo', { method: 'POST', body: 'x' });
    const bare = used();
    const wrapped = used();
    await Promise.all([bare.text(), wrapped.text()]);
    expect(String(await thrownBy(reverifyingFetch(wrapped)))).to.equal(String(await thrownBy(fetch(bare))));
  });

  it('an abort rejects with its reason, before and while sending', async () => {
    const reason = { own: 'reason' };
    expect(await thrownBy(reverifyingFetch('/', { signal: AbortSignal.abort(reason) }))).to.equal(reason);
    // WebKit rejects with an AbortError of its own.
    const inFlight = async (send: typeof fetch) => {
      const controller = new AbortController();
      const call = send(new RefusingApi().url('echo'), { signal: controller.signal });
      controller.abort(reason);
      return String(await thrownBy(call));
    };
    expect(await inFlight(reverifyingFetch)).to.equal(await inFlight((...call) => fetch(...call)));
  });

  it('an opaque response passes', async () => {
    const response = await reverifyingFetch(location.href.replace('localhost', '127.0.0.1'), { mode: 'no-cors' });
    expect(response.type).to.equal('opaque');
    expect(response.status).to.equal(0);
  });

  it('a redirect that is not followed passes', async () => {
    const response = await reverifyingFetch(new RefusingApi().url('echo', { then: 'redirect' }), {
      redirect: 'manual',
    });
    expect(response.type).to.equal('opaqueredirect');
  });

  it('204 and streamed responses pass', async () => {
    expect((await reverifyingFetch(new RefusingApi().url('echo', { then: 'empty' }))).status).to.equal(204);
    const streamed = await reverifyingFetch(new RefusingApi().url('echo', { then: 'stream' }));
    expect(await streamed.text()).to.equal('one two three');
  });

  it('responses after a refusal are what they are', async () => {
    const verified = createReverifyingFetch({}, alwaysVerified);
    const redirected = await verified(new RefusingApi().refusing(1, { then: 'redirect' }), {
      method: 'POST',
      body: 'x',
    });
    expect(redirected.redirected).to.equal(true);
    expect((await verified(new RefusingApi().refusing(1, { then: 'empty' }))).status).to.equal(204);
    const streamed = await verified(new RefusingApi().refusing(1, { then: 'stream' }));
    expect(await streamed.text()).to.equal('one two three');
  });
});

describe('A relative address', () => {
  it('means on replay what it meant at the call', async () => {
    const asked = new Asked();
    const reverifyingFetch = createReverifyingFetch({ reverify: asked.reverify }, neverAsked);
    const api = new RefusingApi();
    const before = location.href;
    history.replaceState(null, '', '/test-api/');
    try {
      const call = reverifyingFetch(api.refusing().replace('/test-api/', ''));
      await asked.times(1);
      history.replaceState(null, '', '/elsewhere/');
      asked.verify();
      expect((await call).status).to.equal(200);
      expect(await api.received()).to.have.length(2);
    } finally {
      history.replaceState(null, '', before);
    }
  });
});

describe('A stream', () => {
  it('that this browser cannot send fails as under fetch', async () => {
    const api = new RefusingApi();
    const init = (): RequestInit =>
      Object.assign({ method: 'POST', body: new Blob(['x']).stream() }, { duplex: 'half' });
    const bare = await thrownBy(fetch(api.url('echo'), init()));
    const wrapped = await thrownBy(createReverifyingFetch({}, neverAsked)(api.url('echo'), init()));
    expect(String(wrapped)).to.equal(String(bare));
  });

  it('is recorded and sent again, where the fetch below takes it', async () => {
    const received: string[] = [];
    const stub: typeof fetch = async (_input, init) => {
      received.push(await new Response(init?.body ?? null).text());
      return received.length < 3
        ? Response.json({ clerk_error: { type: 'forbidden', reason: 'reverification-error' } }, { status: 403 })
        : new Response('done');
    };
    const body = new Blob(['streamed']).stream();
    const response = await createReverifyingFetch({ fetch: stub }, alwaysVerified)('/', { method: 'POST', body });
    expect(await response.text()).to.equal('done');
    expect(received).to.deep.equal(['streamed', 'streamed', 'streamed']);
  });
});
