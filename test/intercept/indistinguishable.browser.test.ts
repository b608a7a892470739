import { expect, fixture, html } from '@open-wc/testing';

import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { interceptPage } from '../../src/page.js';
import { abortReasons, oddCalls, outcomeOf } from './odd-calls.js';
import type { AnyFetch } from './odd-calls.js';
import { RefusingApi, alwaysVerified } from './refusing-api.js';

type Fetch = typeof globalThis.fetch;

const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
const bare = globalThis.fetch;
const wrapped = createReverifyingFetch({ fetch: bare }, neverAsked);
const address = () => new URL(new RefusingApi().url('echo'), location.href).href;

/** Runs with the page's own `fetch` intercepted. */
async function intercepted<T>(act: (fetch: Fetch) => Promise<T>): Promise<T> {
  const interception = interceptPage({ reverify: neverAsked });
  try {
    return await act(globalThis.fetch);
  } finally {
    interception.dispose();
  }
}

/** The rejections that nobody handles while `act` runs, and until a task of its own has come after it. */
async function unhandledIn(act: () => unknown): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
    seen(event.reason);
  };
  let seen: (reason: unknown) => void = () => undefined;
  addEventListener('unhandledrejection', listen);
  // The test runner, which listened before us, logs each of them.
  const { error: log } = console;
  console.error = () => undefined;
  await act();
  // Events come in the order of the rejections: when that of this one has come, no earlier one is missing.
  const last = new Error('the last');
  const come = new Promise<void>((resolve) => (seen = (reason) => reason === last && resolve()));
  await new Promise((resolve) => setTimeout(resolve));
  void Promise.reject(last);
  await come;
  console.error = log;
  removeEventListener('unhandledrejection', listen);
  return unhandled.filter((reason) => reason !== last);
}

describe('As with bare fetch ends', () => {
  for (const [name, call] of Object.entries(oddCalls)) {
    it(`a call with ${name}`, async () => {
      const url = address();
      const expected = await outcomeOf(() => call(bare as AnyFetch, url));
      expect(await outcomeOf(() => call(wrapped as AnyFetch, url))).to.deep.equal(expected);
      const inPage = await intercepted((fetch) => outcomeOf(() => call(fetch as AnyFetch, url)));
      expect(inPage).to.deep.equal(expected);
    });
  }
});

describe("The caller's own reason is what an aborted call rejects with", () => {
  const thrownBy = async (fetch: Fetch, abort: (controller: AbortController) => void, isLate: boolean) => {
    const controller = new AbortController();
    if (!isLate) abort(controller);
    const promise = fetch(address(), { method: 'POST', body: 'x', signal: controller.signal });
    if (isLate) abort(controller);
    return promise.then(
      () => undefined,
      (error: unknown) => ({ error, reason: controller.signal.reason as unknown }),
    );
  };
  for (const [name, reason] of Object.entries(abortReasons)) {
    it(`${name}, wherever it is with bare fetch`, async () => {
      for (const isLate of [false, true]) {
        const abort = (controller: AbortController) => controller.abort(reason);
        const expected = await thrownBy(bare, abort, isLate);
        for (const fetch of [wrapped, undefined]) {
          const actual = await (fetch
            ? thrownBy(fetch, abort, isLate)
            : intercepted((own) => thrownBy(own, abort, isLate)));
          expect(actual?.error === actual?.reason).to.equal(expected?.error === expected?.reason);
          expect(String(actual?.error)).to.equal(String(expected?.error));
        }
      }
    });
  }
});

describe('Rejections that nobody handles', () => {
  const error = new TypeError('network');
  const failing = createReverifyingFetch({ fetch: () => Promise.reject(error) }, neverAsked);
  const inits = (): (RequestInit | undefined)[] => [
    undefined,
    { method: 'POST', body: 'text' },
    { method: 'POST', body: new Blob(['x']), signal: new AbortController().signal },
    { method: 'POST', body: new ReadableStream(), duplex: 'half' } as RequestInit,
  ];

  it('are one event for each call', async () => {
    for (const init of inits()) expect(await unhandledIn(() => void failing('/a', init))).to.deep.equal([error]);
    expect(await unhandledIn(() => void failing(new Request('/a', { method: 'PUT', body: 'x' })))).to.deep.equal([
      error,
    ]);
  });

  it('are none where the call is handled', async () => {
    for (const init of inits()) {
      const handled = () => failing('/a', init).catch(() => undefined);
      expect(await unhandledIn(handled)).to.deep.equal([]);
    }
  });

  it('are none where an aborted call is handled, and one where it is not', async () => {
    const aborted = (fetch: Fetch) => {
      const controller = new AbortController();
      const promise = fetch(address(), { signal: controller.signal });
      controller.abort(error);
      return promise;
    };
    expect(await unhandledIn(() => aborted(wrapped).catch(() => undefined))).to.deep.equal([]);
    const expected = await unhandledIn(() => void aborted(bare));
    expect(expected).to.have.length(1);
    // WebKit has an error of its own for what is aborted under way.
    expect((await unhandledIn(() => void aborted(wrapped))).map(String)).to.deep.equal(expected.map(String));
  });
});

describe('What another window made', () => {
  const inFrame = async () => {
    const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Another window"></iframe>`);
    const window = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!window) throw new Error('expected a window');
    return window;
  };

  const calls: Record<string, (window: Window & typeof globalThis, url: string) => Parameters<Fetch>> = {
    'a Request': ({ Request }, url) => [new Request(url, { method: 'PUT', body: 'text', headers: { 'X-Test': 'a' } })],
    'a URL': ({ URL }, url) => [new URL(url)],
    'an AbortSignal': ({ AbortController }, url) => [url, { signal: new AbortController().signal }],
    'a FormData': ({ FormData }, url) => {
      const form = new FormData();
      form.append('name', 'value');
      return [url, { method: 'POST', body: form }];
    },
    'a Blob': ({ Blob }, url) => [url, { method: 'POST', body: new Blob(['blob'], { type: 'text/x-blob' }) }],
    'search parameters': ({ URLSearchParams }, url) => [url, { method: 'POST', body: new URLSearchParams('a=b') }],
    bytes: ({ Uint8Array }, url) => [url, { method: 'POST', body: new Uint8Array([1, 2, 3]) }],
    headers: ({ Headers }, url) => [url, { method: 'POST', headers: new Headers({ 'X-Test': 'a' }) }],
  };
  for (const [name, call] of Object.entries(calls)) {
    it(`is sent as by bare fetch, and once more when it is refused: ${name}`, async () => {
      const window = await inFrame();
      const verifying = createReverifyingFetch({ fetch: bare }, alwaysVerified);
      const api = new RefusingApi();
      const other = new RefusingApi();
      const urlOf = (api: RefusingApi, refusals: number) => new URL(api.refusing(refusals), location.href).href;
      expect((await bare(...call(window, urlOf(other, 0)))).status).to.equal(200);
      expect((await verifying(...call(window, urlOf(api, 1)))).status).to.equal(200);
      const [expected] = await other.received();
      const received = await api.received();
      expect(received).to.have.length(2);
      for (const { method, headers, body } of received) {
        expect(method).to.equal(expected?.method);
        expect(headers['x-test']).to.equal(expected?.headers['x-test']);
        expect(body?.sha256).to.equal(expected?.body?.sha256);
      }
    });
  }

  it('aborts with the same reason', async () => {
    const { AbortController } = await inFrame();
    const aborted = (fetch: Fetch) => {
      const controller = new AbortController();
      const promise = fetch(address(), { signal: controller.signal });
      controller.abort('reason');
      return promise.catch((error: unknown) => String(error));
    };
    expect(await aborted(wrapped)).to.equal(await aborted(bare));
  });
});

describe('The page’s fetch, intercepted', () => {
  it('has the name, the length and the attributes of the bare one', async () => {
    const looks = () => {
      const attributes: PropertyDescriptor = { ...Object.getOwnPropertyDescriptor(window, 'fetch'), value: undefined };
      const fetch: unknown = Reflect.get(window, 'fetch');
      if (typeof fetch !== 'function') throw new TypeError('expected a function');
      return { ...attributes, name: fetch.name, length: fetch.length, isConstructor: 'prototype' in fetch };
    };
    const expected = looks();
    await intercepted(async () => expect(looks()).to.deep.equal(expected));
  });

  it('works without `this`, and with any that the bare one takes', async () => {
    await intercepted(async (fetch) => {
      for (const self of [undefined, null, window]) {
        expect((await fetch.call(self, address())).status).to.equal(200);
      }
    });
    expect(await wrapped.call({}, address())).to.be.instanceOf(Response);
  });
});
