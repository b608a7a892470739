import { expect, waitUntil } from '@open-wc/testing';
import { isRequestNotReplayableError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
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
