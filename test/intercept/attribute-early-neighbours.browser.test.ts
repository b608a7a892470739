import { expect } from '@open-wc/testing';
import '../../src/index.js';
import { endpoint, ended } from './page-api.js';

let asked = 0;

/** Begins to intercept; what follows in this module happens while that is still being loaded. */
function startEarly(): void {
  const dialog = document.createElement('reverify-dialog');
  dialog.addEventListener('reverify-needed', (event) => {
    asked++;
    event.respondWith(Promise.resolve());
  });
  dialog.toggleAttribute('intercept', true);
  document.body.append(dialog);
}

const bareFetch = window.fetch.bind(window);
startEarly();

/** As libraries do that add a token to each request: they send later than they are called. */
const early = window.fetch.bind(window);
let wrapped = 0;
window.fetch = async (...call) => {
  wrapped++;
  await Promise.resolve();
  return early(...call);
};

const badHeader = new XMLHttpRequest();
badHeader.open('POST', endpoint().url);
const errorOfHeader = (() => {
  try {
    badHeader.setRequestHeader('not a name', '1');
    return undefined;
  } catch (error) {
    return error;
  }
})();
badHeader.send('1');
const badHeaderEnd = ended(badHeader);

const relativeApi = endpoint();
const relative = new XMLHttpRequest();
const { pathname, search, href } = new URL(relativeApi.url, location.href);
const before = location.href;
relative.open('POST', `${'../'.repeat(20)}${pathname.slice(1)}${search}`);
relative.send('1');
const relativeEnd = ended(relative);
history.replaceState(null, '', '/another/place/for/relative/addresses');

after(() => {
  history.replaceState(null, '', before);
  window.fetch = bareFetch;
});

describe('while interception is being loaded, other code', () => {
  it('may put upon fetch a wrapper that sends later than it is called', async () => {
    const api = endpoint();
    expect((await fetch(api.url)).status).to.equal(200);
    expect(await api.received()).to.have.length(1);

    const refusing = endpoint({ refuse: '1' });
    const [askedBefore, wrappedBefore] = [asked, wrapped];
    expect((await fetch(refusing.url, { method: 'POST', body: '1' })).status).to.equal(200);
    expect((await refusing.received()).map(({ body }) => body)).to.deep.equal(['1', '1']);
    expect(asked - askedBefore).to.equal(1);
    expect(wrapped - wrappedBefore).to.be.at.most(2);
  });

  it('may put upon fetch a wrapper that tries again, and a request that fails is made as often as it says', async () => {
    const below = window.fetch.bind(window);
    let tries = 0;
    window.fetch = (...call) => {
      tries++;
      return below(...call).catch(() => below(...call));
    };
    let error: unknown;
    await fetch('http://127.0.0.1:1/', { mode: 'no-cors' }).catch((reason: unknown) => (error = reason));
    window.fetch = below;
    expect(error).to.be.instanceOf(TypeError);
    expect(tries).to.equal(1);
  });

  it('may make mistakes with one XMLHttpRequest without costing itself another', async () => {
    await Promise.all([badHeaderEnd, relativeEnd]);
    expect(errorOfHeader).to.be.instanceOf(DOMException);
    expect([badHeader.status, relative.status]).to.deep.equal([200, 200]);
  });

  it('may move to another address: a relative one means what it meant', () => {
    expect(relative.responseURL).to.equal(href);
  });

  it('may put properties of its own on an XMLHttpRequest, which stay', async () => {
    const request = new XMLHttpRequest();
    request.open('POST', endpoint({ refuse: '1' }).url);
    const abort = () => undefined;
    Object.defineProperty(request, 'abort', { value: abort, configurable: true, writable: true });
    const end = ended(request);
    request.send('1');
    await end;
    expect(request.status).to.equal(200);
    expect(Reflect.get(request, 'abort')).to.equal(abort);
  });

  it('may make properties of an XMLHttpRequest its own for good: its refusals are then not hidden', async () => {
    const request = new XMLHttpRequest();
    request.open('POST', endpoint({ refuse: '1' }).url);
    Object.defineProperty(request, 'responseText', { get: () => 'mine' });
    const end = ended(request);
    request.send('1');
    await end;
    expect(request.status).to.equal(403);
  });
});
