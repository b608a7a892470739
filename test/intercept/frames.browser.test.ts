import { expect, waitUntil } from '@open-wc/testing';
import { gateOf } from '../../src/intercept/gate.js';
import { verifyFirst } from '../../src/intercept/verify-first.js';
import { Asked, disposeAll, endpoint, ended, install } from './page-api.js';
import type { Received } from './page-api.js';

type Page = Window & typeof globalThis;

let frame: HTMLIFrameElement;
let page: Page;

/** A page of its own in a folder of its own, with classes of its own. */
beforeEach(async () => {
  frame = document.createElement('iframe');
  frame.src = '/page-api/folder/frame.html?type=text/html&id=frame';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  if (!frame.contentWindow) throw new Error('no page in the frame');
  page = frame.contentWindow as Page;
});
afterEach(() => {
  disposeAll();
  frame.remove();
});

function form(from: Page): FormData {
  const data = new from.FormData();
  data.append('amount', '1');
  data.append('file', new from.File(['contents'], 'a.txt', { type: 'text/plain' }));
  return data;
}

/** Bodies of the frame's classes, and of the page's, with what changes them after the call. */
const bodies: Record<string, (from: Page) => { body: BodyInit; change?: (body: never) => void }> = {
  'a form with a file': (from) => ({ body: form(from), change: (body: FormData) => body.set('amount', '2') }),
  URLSearchParams: (from) => ({
    body: new from.URLSearchParams({ a: '1' }),
    change: (body: URLSearchParams) => body.set('a', '2'),
  }),
  'an ArrayBuffer': (from) => ({
    body: new from.Uint8Array([1, 2]).buffer,
    change: (body: ArrayBuffer) => new Uint8Array(body).fill(9),
  }),
  'a typed array': (from) => ({ body: new from.Uint8Array([1, 2]), change: (body: Uint8Array) => body.fill(9) }),
  'a Blob': (from) => ({ body: new from.Blob(['blob'], { type: 'text/plain' }) }),
  'a string': () => ({ body: 'text' }),
};

const realms: Record<string, () => Page> = { frame: () => page, page: () => window };

const comparable = ({ method, url, headers, body }: Received) => {
  const boundary = /boundary=(.*)/.exec(headers['content-type'] ?? '')?.[1] ?? ' none ';
  const { 'content-length': _length, ...rest } = headers;
  return JSON.stringify({ method, url, headers: Object.entries(rest).sort(), body }).replaceAll(boundary, 'boundary');
};

for (const [realm, of] of Object.entries(realms)) {
  for (const [name, make] of Object.entries(bodies)) {
    it(`the frame's fetch sends ${name} of the ${realm} again as it was`, async () => {
      const asked = new Asked();
      install(asked, { window: page });
      const api = endpoint({ refuse: '1' });
      const { body, change } = make(of());
      const headers = new (of().Headers)({ 'x-test': '1' });
      const call = page.fetch(api.url, { method: 'POST', body, headers });
      await asked.once();
      change?.(body as never);
      headers.set('x-test', '2');
      asked.verify();
      const response = await call;
      expect([response.status, response instanceof page.Response]).to.deep.equal([200, true]);
      const [first, second] = (await api.received()).map(comparable);
      expect(second).to.equal(first);
      expect(first).to.include('["x-test","1"]');
    });

    it(`an XMLHttpRequest of the frame sends ${name} of the ${realm} again as it was`, async () => {
      const asked = new Asked();
      install(asked, { window: page });
      const api = endpoint({ refuse: '1' });
      const { body, change } = make(of());
      const xhr = new page.XMLHttpRequest();
      xhr.open('POST', api.url);
      xhr.send(body as XMLHttpRequestBodyInit);
      const done = ended(xhr);
      await asked.once();
      change?.(body as never);
      asked.verify();
      await done;
      expect(xhr.status).to.equal(200);
      const [first, second] = (await api.received()).map(comparable);
      expect(second).to.equal(first);
    });
  }

  it(`the frame's fetch sends a Request of the ${realm} again as it was`, async () => {
    install(new Asked('verify'), { window: page });
    const api = endpoint({ refuse: '1' });
    const init = { method: 'POST', body: form(of()), headers: { 'x-test': '1' } };
    expect((await page.fetch(new (of().Request)(api.url, init))).status).to.equal(200);
    const [first, second] = (await api.received()).map(comparable);
    expect(second).to.equal(first);
  });
}

describe('A request of a frame', () => {
  it("goes each time to what its address means there, and comes back in the frame's terms", async () => {
    install(new Asked('verify'), { window: page });
    const api = endpoint({ refuse: '1' });
    const { search } = new URL(api.url, location.href);
    expect((await page.fetch(`transfer${search}`)).status).to.equal(200);
    const paths = (await api.received()).map(({ url }) => url.replace(/\?.*/, ''));
    expect(paths).to.deep.equal(['/page-api/folder/transfer', '/page-api/folder/transfer']);
  });

  it('that is aborted while the user is asked rejects with its reason', async () => {
    const asked = new Asked();
    install(asked, { window: page });
    const controller = new page.AbortController();
    const call = page.fetch(endpoint({ refuse: '1' }).url, { method: 'POST', signal: controller.signal });
    await asked.once();
    controller.abort('left');
    const reason: unknown = await call.catch((error: unknown) => error);
    expect(reason).to.equal('left');
  });

  it('that is removed while the user is asked leaves what the page itself was refused: it is sent again, and so is the next', async () => {
    const asked = new Asked();
    install(asked, { window: page });
    install(asked);
    const theirs = [endpoint({ refuse: '1' }), endpoint({ refuse: '1' })] as const;
    const mine = endpoint({ refuse: '1' });
    void page.fetch(theirs[0].url, { method: 'POST' }).catch(() => undefined);
    const xhr = new page.XMLHttpRequest();
    xhr.open('POST', theirs[1].url);
    xhr.send();
    const call = fetch(mine.url, { method: 'POST' });
    await waitUntil(() => gateOf(asked.reverify).waiting?.size === 3, 'all are refused', { timeout: 8000 });
    frame.remove();
    asked.verify();
    expect((await call).status).to.equal(200);
    expect(await mine.received()).to.have.length(2);
    const later = endpoint({ refuse: '1' });
    const next = fetch(later.url, { method: 'POST' });
    await waitUntil(() => asked.count === 2, 'the user is asked again');
    asked.verify();
    expect((await next).status).to.equal(200);
    for (const api of theirs) expect((await api.received()).length).to.be.at.most(2);
  });

  for (const [type, as] of [
    ['', 'challenge'],
    ['blob', 'challenge'],
    ['arraybuffer', 'challenge'],
    ['json', 'challenge'],
    ['document', 'html'],
    ['document', 'challenge'],
  ] as const) {
    it(`whose XMLHttpRequest wants ${type || 'text'} finds a challenge in ${as}, and dispatches the frame's events`, async () => {
      const asked = new Asked('cancel');
      install(asked, { window: page });
      const xhr = new page.XMLHttpRequest();
      xhr.open('GET', endpoint({ refuse: '1', as }).url);
      xhr.responseType = type;
      const kinds: boolean[] = [];
      xhr.onload = (event) => kinds.push(event instanceof page.ProgressEvent);
      xhr.onreadystatechange = (event) => kinds.push(event instanceof page.Event);
      xhr.send();
      await ended(xhr);
      expect([asked.count, xhr.status]).to.deep.equal([1, 403]);
      expect(kinds.length).to.be.greaterThan(2);
      expect(kinds).not.to.include(false);
    });
  }

  it("dispatches the frame's events when it is aborted while the user is asked", async () => {
    const asked = new Asked();
    install(asked, { window: page });
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', endpoint({ refuse: '1' }).url);
    const kinds: boolean[] = [];
    for (const type of ['abort', 'loadend'] as const) {
      xhr.addEventListener(type, (event) => kinds.push(event instanceof page.ProgressEvent));
    }
    xhr.send();
    await asked.once();
    xhr.abort();
    expect(kinds).to.deep.equal([true, true]);
  });
});

describe('A document of a frame', () => {
  it('has its forms, links and buttons ask first', async () => {
    const asked: string[] = [];
    const stop = new AbortController();
    const ensure = (config: unknown) => Promise.resolve(asked.push(String(config)));
    verifyFirst(page.document, ensure, stop.signal);
    page.document.body.innerHTML = `
      <form data-reverify="lax"><input name="amount" /><button>Send</button></form>
      <button id="show" type="button" data-reverify="strict">Show</button>`;
    const happened: string[] = [];
    const seen = new Promise<void>((resolve) => {
      page.document.addEventListener('submit', (event) => {
        event.preventDefault();
        happened.push('submitted');
      });
      page.document.querySelector('#show')?.addEventListener('click', (event) => {
        happened.push(`pressed ${event instanceof page.MouseEvent}`);
        resolve();
      });
    });
    page.document.querySelector<HTMLElement>('form button')?.click();
    page.document.querySelector<HTMLElement>('#show')?.click();
    await seen;
    stop.abort();
    expect(asked).to.deep.equal(['lax', 'strict']);
    expect(happened).to.deep.equal(['submitted', 'pressed true']);
  });
});
