import { expect } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/errors.js';
import { interceptPage } from '../../src/intercept/intercept-page.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { Asked, disposeAll, endpoint, ended, install, otherOrigin } from './page-api.js';

const bareFetch = Object.getOwnPropertyDescriptor(window, 'fetch') ?? {};
const bareShape = [fetch.name, fetch.length];

afterEach(() => {
  disposeAll();
  Object.defineProperty(window, 'fetch', bareFetch);
});

async function request(url: string, method = 'GET', headers: Record<string, string> = {}): Promise<XMLHttpRequest> {
  const xhr = new XMLHttpRequest();
  xhr.open(method, url);
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  xhr.send();
  await ended(xhr);
  return xhr;
}

/** Both ways to send, each resolving to a status. */
const clients: Record<string, (url: string, headers?: Record<string, string>) => Promise<number>> = {
  fetch: async (url, headers = {}) => (await fetch(url, { headers })).status,
  XMLHttpRequest: async (url, headers) => (await request(url, 'GET', headers)).status,
};

const replaced = () =>
  [
    [window, 'fetch'] as const,
    ...['open', 'send', 'abort', 'setRequestHeader', 'onreadystatechange', 'onload', 'addEventListener'].flatMap(
      (name) => [XMLHttpRequest.prototype, XMLHttpRequestEventTarget.prototype].map((owner) => [owner, name] as const),
    ),
  ].map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));

for (const [client, status] of Object.entries(clients)) {
  describe(`page-wide interception of ${client}`, () => {
    it("asks and sends again, to the page's own origin", async () => {
      const asked = new Asked('verify');
      install(asked);
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(200);
      expect(asked.count).to.equal(1);
    });

    it('asks once whether an answer is the verification API’s, however many readers there are', async () => {
      const readers = [1, 2, 3].map(() => () => undefined);
      let looked = 0;
      const isVerificationApi = () => ++looked > 1;
      const interception = interceptPage(
        { challenges: readers },
        { reverify: new Asked().reverify, isVerificationApi },
      );
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(looked).to.equal(1);
      interception.dispose();
    });

    it('tells the user why they are asked, by the request', async () => {
      const asked = new Asked('verify');
      install(asked, { reason: ({ method, url }) => `${method} ${new URL(url).pathname}` });
      await status(endpoint({ refuse: '1' }).url);
      expect(asked.reason).to.equal('GET /page-api/transfer');
    });

    it('hands the refusal out if the user cancels', async () => {
      const asked = new Asked('cancel');
      install(asked);
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(asked.count).to.equal(1);
    });

    it('hands the refusal out if the user could not be verified', async () => {
      install(new Asked(), { reverify: () => Promise.reject(new Error('The service is down')) });
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
    });

    it('ignores challenges of other origins', async () => {
      const asked = new Asked('verify');
      install(asked);
      expect(await status(endpoint({ refuse: '1' }, otherOrigin).url)).to.equal(403);
      expect(asked.count).to.equal(0);
    });

    it('heeds challenges of an origin that is listed', async () => {
      const asked = new Asked('verify');
      install(asked, { origins: ['https://example.com', `${otherOrigin}/api`] });
      expect(await status(endpoint({ refuse: '1' }, otherOrigin).url)).to.equal(200);
      expect(asked.count).to.equal(1);
    });

    it('ignores a challenge of another origin to which a request of ours was led', async () => {
      const asked = new Asked('verify');
      install(asked);
      const elsewhere = endpoint({ refuse: '1' }, otherOrigin);
      expect(await status(endpoint({ redirect: elsewhere.url }).url)).to.equal(403);
      expect(asked.count).to.equal(0);
    });

    it('asks nobody for what is only fetched ahead', async () => {
      const asked = new Asked('verify');
      install(asked);
      for (const headers of [{ 'X-Sec-Purpose': 'prefetch' }, { 'HX-Preloaded': 'true' }]) {
        expect(await status(endpoint({ refuse: '1' }).url, headers)).to.equal(403);
      }
      expect(asked.count).to.equal(0);
    });

    it('asks once when it is installed twice', async () => {
      const asked = new Asked('cancel');
      install(asked);
      install(asked);
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(asked.count).to.equal(1);
    });

    it('asks once when two copies of this package lie upon each other', async () => {
      const asked = new Asked('cancel');
      install(asked);
      const copy = new URL('../../src/intercept/intercept-page.ts?copy', import.meta.url).href;
      const module = (await import(copy)) as { interceptPage: typeof interceptPage };
      const outer = module.interceptPage({ reverify: asked.reverify }, { reverify: asked.reverify });
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(asked.count).to.equal(1);
      outer.dispose();
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect(asked.count).to.equal(2);
    });

    it('goes on until the last of several is disposed of', async () => {
      const first = new Asked('verify');
      const second = new Asked('verify');
      const interceptions = [install(first), install(second)];
      interceptions[0]?.dispose();
      interceptions[0]?.dispose();
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(200);
      interceptions[1]?.dispose();
      expect(await status(endpoint({ refuse: '1' }).url)).to.equal(403);
      expect([first.count, second.count]).to.deep.equal([0, 1]);
    });
  });
}

describe('page-wide interception', () => {
  it('puts back exactly what was there', () => {
    const before = replaced();
    const interception = install(new Asked());
    expect(replaced()).not.to.deep.equal(before);
    interception.dispose();
    expect(replaced()).to.deep.equal(before);
  });

  it('replaces nothing if it is given an origin that is none', () => {
    const before = replaced();
    expect(() => install(new Asked(), { origins: ['api.example.com'] })).to.throw(TypeError, /api\.example\.com/);
    expect(replaced()).to.deep.equal(before);
  });

  it('leaves fetch its name and length', () => {
    install(new Asked());
    expect([fetch.name, fetch.length]).to.deep.equal(bareShape);
  });

  it("calls what was there with the caller's own arguments for other origins and for what cannot be parsed", () => {
    const calls: unknown[][] = [];
    window.fetch = (...args: unknown[]) => {
      calls.push(args);
      return Promise.resolve(new Response());
    };
    install(new Asked());
    const init = { method: 'POST', body: new FormData() };
    const input = new Request('https://example.com');
    void fetch(input, init);
    void fetch('http://', init);
    expect(calls).to.deep.equal([
      [input, init],
      ['http://', init],
    ]);
    expect(calls[0]?.[1]).to.equal(init);
  });

  it('takes a backslash for the slash that it is', async () => {
    const asked = new Asked('verify');
    install(asked);
    const { url } = endpoint({ refuse: '2' }, otherOrigin);
    const sneaky = url.replace(/^http:\/\//, '/\\');
    expect((await fetch(sneaky)).status).to.equal(403);
    expect((await request(sneaky)).status).to.equal(403);
    expect(asked.count).to.equal(0);
  });

  it('leaves a refusal to the reverifying fetch above it', async () => {
    const page = new Asked('cancel');
    install(page);
    const own = new Asked('cancel');
    const outer = createReverifyingFetch({ reverify: own.reverify }, own.reverify);
    const error: unknown = await outer(endpoint({ refuse: '1' }).url).catch((reason: unknown) => reason);
    expect(isReverificationCancelledError(error)).to.equal(true);
    expect([own.count, page.count]).to.deep.equal([1, 0]);
  });

  it('asks once for a fetch that is made of XMLHttpRequest', async () => {
    window.fetch = async (input) => {
      const { status, responseText } = await request(input instanceof Request ? input.url : input.toString());
      return new Response(responseText, { status });
    };
    const asked = new Asked('cancel');
    install(asked);
    expect((await fetch(endpoint({ refuse: '1' }).url)).status).to.equal(403);
    expect(asked.count).to.equal(1);
  });
});
