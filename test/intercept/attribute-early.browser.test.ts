import { expect } from '@open-wc/testing';
import '../../src/index.js';
import { endpoint, ended, eventLog } from './page-api.js';

const replaceable = () =>
  [
    [window, 'fetch'] as const,
    ...['open', 'send', 'abort', 'setRequestHeader', 'addEventListener', 'onload', 'onreadystatechange'].flatMap(
      (name) => [XMLHttpRequest.prototype, XMLHttpRequestEventTarget.prototype].map((owner) => [owner, name] as const),
    ),
  ].map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));

const bare = replaceable();

function abortAtOnce(url: string): string[] {
  const request = xhr(url);
  const events = eventLog(request);
  request.send();
  request.abort();
  return [...events, String(request.readyState)];
}

const bareAbort = abortAtOnce(endpoint().url);

/** A page that begins to send in the very moment in which its element is there: interception is only being loaded. */
function startEarly() {
  const dialog = document.createElement('reverify-dialog');
  let asked = 0;
  dialog.addEventListener('reverify-needed', (event) => {
    asked++;
    event.respondWith(Promise.resolve());
  });
  dialog.toggleAttribute('intercept', true);
  document.body.append(dialog);
  return { asked: () => asked };
}

function xhr(url: string, method = 'POST'): XMLHttpRequest {
  const request = new XMLHttpRequest();
  request.open(method, url);
  return request;
}

const page = startEarly();

const fetchedApi = endpoint({ refuse: '1' });
const keptFetch = window.fetch.bind(window);
const fetched = fetch(fetchedApi.url, { method: 'POST', body: 'amount=1' });

const sentApi = endpoint({ refuse: '1' });
const sent = xhr(sentApi.url);
const log = eventLog(sent);
sent.setRequestHeader('X-Test', 'early');
const bytes = new Uint8Array([1, 2, 3]);
sent.send(bytes);
bytes.fill(0);
const sentEnd = ended(sent);

const later = xhr(endpoint({ refuse: '1' }).url);
later.setRequestHeader('X-Test', 'later');

const earlyAbort = abortAtOnce(endpoint({ refuse: '1' }).url);

const reopenedApi = endpoint();
const reopened = xhr(reopenedApi.url);
reopened.send();
const reopenedNextApi = endpoint({ refuse: '1' });
reopened.open('PUT', reopenedNextApi.url);
reopened.send('next');
const reopenedEnd = ended(reopened);

const twice = xhr(endpoint().url);
twice.send();
const errorOfTwice = (() => {
  try {
    twice.send();
    return undefined;
  } catch (error) {
    return error;
  }
})();

const synchronous = new XMLHttpRequest();
synchronous.open('GET', endpoint({ refuse: '1' }).url, false);
synchronous.send();

describe('while interception is being loaded', () => {
  it('a refused fetch waits for it, and is sent again', async () => {
    expect((await fetched).status).to.equal(200);
    const bodies = (await fetchedApi.received()).map(({ body }) => body);
    expect(bodies).to.deep.equal(['amount=1', 'amount=1']);
  });

  it('an XMLHttpRequest is sent as it was, and again when it is refused', async () => {
    await sentEnd;
    expect(sent.status).to.equal(200);
    const received = (await sentApi.received()).map(({ method, headers, body }) => [method, headers['x-test'], body]);
    expect(received).to.deep.equal([
      ['POST', 'early', '\x01\x02\x03'],
      ['POST', 'early', '\x01\x02\x03'],
    ]);
    expect(log.filter((line) => /\.(loadstart|load|loadend) /.test(line))).to.deep.equal([
      'xhr.loadstart 1 0 0/0',
      'upload.loadstart 1 0 0/3',
      'upload.load 1 0 3/3',
      'upload.loadend 1 0 3/3',
      ...log.slice(-2),
    ]);
    expect(log.some((line) => line.includes('403'))).to.equal(false);
  });

  it('an XMLHttpRequest that was opened, and is sent only afterwards, is covered too', async () => {
    await fetched;
    later.send();
    await ended(later);
    expect(later.status).to.equal(200);
  });

  it('abort() says what it always says', () => {
    expect(earlyAbort).to.deep.equal(bareAbort);
  });

  it('open() takes the place of what has not been sent', async () => {
    await reopenedEnd;
    expect(reopened.status).to.equal(200);
    expect((await reopenedNextApi.received()).map(({ method, body }) => [method, body])).to.deep.equal([
      ['PUT', 'next'],
      ['PUT', 'next'],
    ]);
    expect(await reopenedApi.received()).to.deep.equal([]);
  });

  it('send() complains when it was called before', () => {
    expect(errorOfTwice).to.be.instanceOf(DOMException);
  });

  it('a synchronous XMLHttpRequest is left alone', () => {
    expect(synchronous.status).to.equal(403);
  });

  it('whoever keeps the fetch of then is covered for ever', async () => {
    await fetched;
    const before = page.asked();
    expect((await keptFetch(endpoint({ refuse: '1' }).url)).status).to.equal(200);
    expect(page.asked()).to.equal(before + 1);
  });

  it('nothing is left behind when interception ends', () => {
    document.querySelector('reverify-dialog')?.removeAttribute('intercept');
    expect(replaceable()).to.deep.equal(bare);
  });
});
