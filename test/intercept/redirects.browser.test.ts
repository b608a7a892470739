import { expect, waitUntil } from '@open-wc/testing';
import { isRequestNotReplayableError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { gateOf } from '../../src/intercept/gate.js';
import type { Gate } from '../../src/intercept/gate.js';
import { Asked, disposeAll, ended, install } from './page-api.js';
import { RefusingApi } from './refusing-api.js';

afterEach(disposeAll);

type Send = (url: string, method: string, headers?: Record<string, string>) => Promise<number>;

const clients: Record<string, Send> = {
  fetch: async (url, method, headers = {}) => (await fetch(url, { method, headers })).status,
  XMLHttpRequest: async (url, method, headers = {}) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send();
    await ended(xhr);
    return xhr.status;
  },
};

const methodsSent = async (api: RefusingApi) => (await api.received()).map(({ method }) => method);

for (const [name, send] of Object.entries(clients)) {
  describe(`${name} that is refused where the API had redirected it`, () => {
    it('to its own address, gets the refusal once the user has verified, and is not sent again', async () => {
      const asked = new Asked('verify');
      install(asked);
      const api = new RefusingApi();
      expect(await send(api.url('form', {}), 'POST')).to.equal(403);
      expect(asked.count).to.equal(1);
      expect(await methodsSent(api)).to.deep.equal(['POST', 'GET']);
    });

    it('elsewhere, too', async () => {
      const asked = new Asked('verify');
      install(asked);
      const api = new RefusingApi();
      expect(await send(api.url('redirect', { action: 'echo', refuse: 9 }), 'POST')).to.equal(403);
      expect(asked.count).to.equal(1);
      expect(await methodsSent(api)).to.deep.equal(['POST', 'POST']);
    });

    it('is sent again after it was refused before it was redirected, and not once more', async () => {
      install(new Asked('verify'));
      const api = new RefusingApi();
      expect(await send(api.url('form', { at: 1 }), 'POST')).to.equal(403);
      expect(await methodsSent(api)).to.deep.equal(['POST', 'POST', 'GET']);
    });

    it('is sent again where only what went before to the same address was redirected', async () => {
      install(new Asked('verify'));
      const api = new RefusingApi();
      const url = api.url('form', { refuse: 0, at: 3 });
      expect(await send(url, 'POST')).to.equal(200);
      expect(await methodsSent(api)).to.deep.equal(['POST', 'GET']);
      const done = performance.now();
      await waitUntil(() => performance.now() > done + 10, 'browsers round their times');
      expect(await send(url, 'POST')).to.equal(200);
      expect(await methodsSent(api)).to.deep.equal(['POST', 'GET', 'POST', 'POST', 'GET']);
    });

    it('is sent again if it changes nothing, or has a key', async () => {
      install(new Asked('verify'));
      for (const [method, headers] of [['GET'], ['POST', { 'Idempotency-Key': 'once' }]] as const) {
        const api = new RefusingApi();
        expect(await send(api.url('redirect', { action: 'echo', refuse: 2 }), method, headers)).to.equal(200);
        expect(await methodsSent(api)).to.deep.equal([method, method, method, method]);
      }
    });

    it('is sent again where the page says that its redirects do nothing', async () => {
      install(new Asked('verify'), { replayRedirected: true });
      const api = new RefusingApi();
      expect(await send(api.url('redirect', { action: 'echo', refuse: 2 }), 'POST')).to.equal(200);
    });
  });
}

describe('A reverifying fetch that is refused where the API had redirected it', () => {
  it('rejects once the user has verified', async () => {
    const api = new RefusingApi();
    const asked = new Asked('verify');
    const reverifyingFetch = createReverifyingFetch({ reverify: asked.reverify }, asked.reverify);
    const error: unknown = await reverifyingFetch(api.url('form', {}), { method: 'POST' }).catch((e: unknown) => e);
    expect(isRequestNotReplayableError(error)).to.equal(true);
    expect(asked.count).to.equal(1);
    expect(await methodsSent(api)).to.deep.equal(['POST', 'GET']);
  });
});

describe('Of several XMLHttpRequests to one address', () => {
  afterEach(() => performance.setResourceTimingBufferSize(250));

  function post(url: string, body: string, type: XMLHttpRequestResponseType = ''): XMLHttpRequest {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url);
    xhr.responseType = type;
    xhr.send(body);
    return xhr;
  }

  /** How often each body was received. */
  async function sendings(api: RefusingApi): Promise<Record<string, number>> {
    const bodies = (await api.received()).filter(({ method }) => method === 'POST').map(({ body }) => body?.text ?? '');
    return Object.fromEntries(bodies.map((text) => [text, bodies.filter((other) => other === text).length]));
  }

  function setUp() {
    const asked = new Asked();
    install(asked);
    const gate = gateOf(asked.reverify);
    const api = new RefusingApi();
    return { asked, gate, api };
  }

  const refused = (gate: Gate, count: number) =>
    waitUntil(() => gate.waiting?.size === count, `${count} refused`, { interval: 5, timeout: 8000 });

  // Firefox hands out a Blob after the record: then it is not known whose that is.
  for (const [type, status] of [
    ['', 200],
    ['blob', 403],
  ] as const) {
    it(`the one that was redirected to it is not sent again, although the record of the other comes first, as ${type || 'text'}`, async () => {
      const { asked, gate, api } = setUp();
      const url = api.url('shared', { slow: 1 });
      const redirected = post(url, 'redirected', type);
      await waitUntil(() => Object.hasOwn(redirected, 'abort'), 'the head of its refusal', { interval: 5 });
      const other = post(url, 'other', type);
      const ends = Promise.all([redirected, other].map(ended));
      await refused(gate, 1);
      await fetch(api.url('finish'));
      await refused(gate, 2);
      asked.verify();
      await ends;
      expect([redirected.status, other.status]).to.deep.equal([403, status]);
      expect(await sendings(api)).to.deep.equal({ redirected: 1, other: status === 200 ? 2 : 1 });
    });
  }

  const others = Array.from({ length: 49 }, (_, index) => `other ${index}`);
  const bodies = [...others.slice(0, 20), 'redirected', ...others.slice(20)];

  it('all but that one are sent again, of fifty at once', async () => {
    const { asked, gate, api } = setUp();
    const xhrs = bodies.map((body) => post(api.url('shared'), body));
    const ends = Promise.all(xhrs.map(ended));
    await refused(gate, bodies.length);
    asked.verify();
    await ends;
    const twice = Object.fromEntries(others.map((body) => [body, 2]));
    expect(await sendings(api)).to.deep.equal({ ...twice, redirected: 1 });
  });

  // WebKit holds back the records of that moment.
  for (const room of [49, 50]) {
    it(`that one is not sent again where the buffer of records has room for ${room}`, async () => {
      const { asked, gate, api } = setUp();
      performance.clearResourceTimings();
      performance.setResourceTimingBufferSize(room);
      const xhrs = bodies.map((body) => post(api.url('shared'), body));
      const ends = Promise.all(xhrs.map(ended));
      await refused(gate, bodies.length);
      asked.verify();
      await ends;
      const sent = await sendings(api);
      expect(sent['redirected']).to.equal(1);
      expect(xhrs.map(({ status }) => status)).to.deep.equal(bodies.map((body) => (sent[body] === 2 ? 200 : 403)));
    });
  }

  it('each is sent again where none was redirected, whatever part of the page it names', async () => {
    const { asked, gate, api } = setUp();
    const xhrs = ['#a', '#b'].map((fragment) => post(api.url('shared') + fragment, `other${fragment}`));
    const ends = Promise.all(xhrs.map(ended));
    await refused(gate, xhrs.length);
    asked.verify();
    await ends;
    expect(xhrs.map(({ status }) => status)).to.deep.equal([200, 200]);
  });
});
