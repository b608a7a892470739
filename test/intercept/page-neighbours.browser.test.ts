import { expect } from '@open-wc/testing';
import { Asked, disposeAll, endpoint, ended, install } from './page-api.js';

const fetchOf = () => Object.getOwnPropertyDescriptor(window, 'fetch') ?? {};
const bareFetch = fetchOf();
const BareXhr = window.XMLHttpRequest;
const bareMethods = Object.getOwnPropertyDescriptors(BareXhr.prototype);

afterEach(() => {
  disposeAll();
  Object.defineProperty(window, 'fetch', bareFetch);
  window.XMLHttpRequest = BareXhr;
  for (const name of ['open', 'send'] as const) Object.defineProperty(BareXhr.prototype, name, bareMethods[name]);
});

/** Calls the original with what it was called with, as tracing libraries do. */
function wrapMethods(seen: string[]): void {
  for (const name of ['open', 'send'] as const) {
    const method: unknown = Reflect.get(BareXhr.prototype, name);
    Object.defineProperty(BareXhr.prototype, name, {
      configurable: true,
      writable: true,
      value(this: XMLHttpRequest, ...args: unknown[]): unknown {
        seen.push(name);
        this.onreadystatechange ??= () => seen.push(String(this.readyState));
        return typeof method === 'function' ? Reflect.apply(method, this, args) : undefined;
      },
    });
  }
  const fetch = window.fetch.bind(window);
  window.fetch = (...args) => {
    seen.push('fetch');
    return fetch(...args);
  };
}

/** Hands out objects of its own that use a platform's object inside, as session libraries do. */
function replaceClass(seen: string[]): void {
  const Inner = window.XMLHttpRequest;
  class Facade extends EventTarget {
    static readonly __original = Inner;
    readonly #inner = new Inner();

    constructor() {
      super();
      for (const type of ['load', 'loadend']) {
        this.#inner.addEventListener(type, () => {
          seen.push(`${type} ${this.#inner.status}`);
          this.dispatchEvent(new Event(type));
        });
      }
    }

    get status() {
      return this.#inner.status;
    }

    open(method: string, url: string) {
      this.#inner.open(method, url);
    }

    send() {
      this.#inner.send();
    }
  }
  Reflect.set(window, 'XMLHttpRequest', Facade);
}

async function send(): Promise<number> {
  const xhr = new XMLHttpRequest();
  const end = ended(xhr);
  xhr.open('POST', endpoint({ refuse: '1' }).url);
  xhr.send();
  await end;
  return xhr.status;
}

describe('page-wide interception beside a library that', () => {
  it('wrapped the methods before: it sees both sendings, and one answer', async () => {
    const seen: string[] = [];
    wrapMethods(seen);
    install(new Asked('verify'));
    expect(await send()).to.equal(200);
    expect(seen).to.deep.equal(['open', '1', 'send', 'open', 'send', '2', '3', '4']);
    expect((await fetch(endpoint({ refuse: '1' }).url)).status).to.equal(200);
  });

  it('wraps the methods afterwards: it sees one request, and stays when ours goes', async () => {
    const seen: string[] = [];
    const asked = new Asked('verify');
    const interception = install(asked);
    wrapMethods(seen);
    const theirs = fetchOf();
    expect(await send()).to.equal(200);
    expect(seen).to.deep.equal(['open', '1', 'send', '2', '3', '4']);
    expect((await fetch(endpoint({ refuse: '1' }).url)).status).to.equal(200);
    interception.dispose();
    expect(fetchOf()).to.deep.equal(theirs);
    expect(await send()).to.equal(403);
    expect((await fetch(endpoint({ refuse: '1' }).url)).status).to.equal(403);
    expect(asked.count).to.equal(2);
  });

  it('replaced the class before', async () => {
    const seen: string[] = [];
    replaceClass(seen);
    install(new Asked('verify'));
    expect(await send()).to.equal(200);
    expect(seen).to.deep.equal(['load 200', 'loadend 200']);
  });

  it('replaces the class afterwards', async () => {
    const seen: string[] = [];
    install(new Asked('verify'));
    replaceClass(seen);
    expect(await send()).to.equal(200);
    expect(seen).to.deep.equal(['load 200', 'loadend 200']);
  });

  it('keeps the originals under a name of its own, as zone.js does: it counts one sending', async () => {
    const seen: string[] = [];
    const symbols = ['open', 'send'].map((name) => `__zone_symbol__${name}`);
    for (const name of ['open', 'send'] as const) {
      const descriptor = Object.getOwnPropertyDescriptor(BareXhr.prototype, name) ?? {};
      Object.defineProperty(BareXhr.prototype, `__zone_symbol__${name}`, descriptor);
    }
    wrapMethods(seen);
    install(new Asked('verify'));
    const status = await send();
    for (const symbol of symbols) Reflect.deleteProperty(BareXhr.prototype, symbol);
    expect(status).to.equal(200);
    expect(seen).to.deep.equal(['open', '1', 'send', '2', '3', '4']);
  });
});
