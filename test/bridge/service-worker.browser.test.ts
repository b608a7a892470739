import { expect } from '@open-wc/testing';
import { answerWorker } from '../../src/answer-worker.js';
import type { WorkerAnswering } from '../../src/answer-worker.js';
import { alwaysVerified, RefusingApi } from '../intercept/refusing-api.js';
import { framedPage, registerWorker } from './commanded.js';

const scope = `/worker-api/scope/${crypto.randomUUID()}`;

/** The API within the scope of the service worker, which handles what asks for it. */
const apiInScope = () => new RefusingApi(scope);
const throughWorker = (api: RefusingApi, query: Record<string, string> = {}) =>
  api.refusing(1, { through: 'worker', ...query });

describe('A page behind a service worker that sends what it gets by the wrapper', () => {
  let registration: ServiceWorkerRegistration;
  let answering: WorkerAnswering;
  let frame: HTMLIFrameElement;
  let page: Window & typeof globalThis;

  before(async () => {
    registration = await registerWorker(`${scope}/`, 'classic');
    answering = answerWorker(navigator.serviceWorker, { reverify: alwaysVerified });
    frame = await framedPage(`${scope}/`);
    page = frame.contentWindow as Window & typeof globalThis;
  });
  after(async () => {
    answering.dispose();
    frame.remove();
    await registration.unregister();
  });

  const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);
  const form = () => {
    const data = new FormData();
    data.append('file', new File([bytes], 'name.bin'));
    return data;
  };
  const bodies: Record<string, () => BodyInit | null> = {
    'no body': () => null,
    'a string': () => 'text',
    'a Blob': () => new Blob([bytes], { type: 'image/x-test' }),
    FormData: form,
    URLSearchParams: () => new URLSearchParams({ a: 'b' }),
    'a typed array': () => bytes,
  };
  for (const [name, body] of Object.entries(bodies)) {
    it(`has its fetch sent again as it was, with ${name}`, async () => {
      const [api, bare] = [apiInScope(), apiInScope()];
      const init = (): RequestInit => ({ method: 'POST', body: body(), headers: { 'X-Test': 'header' } });
      await page.fetch(bare.refusing(0), init());
      const response = await page.fetch(throughWorker(api), init());
      expect(response.status).to.equal(200);
      const [expected] = await bare.received();
      const sent = await api.received();
      expect(sent).to.have.length(2);
      for (const request of sent) {
        expect(request.method).to.equal('POST');
        expect(request.headers['x-test']).to.equal('header');
        expect(request.body?.sha256).to.equal(expected?.body?.sha256);
        expect(request.body?.hasOwnBoundary).to.equal(true);
      }
    });
  }

  it('is navigated to what the API answers in the end', async () => {
    const api = apiInScope();
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    frame.src = throughWorker(api, { then: 'stream' });
    await loaded;
    expect(frame.contentDocument?.body.textContent).to.equal('one two three');
    expect(await api.received()).to.have.length(2);
    const back = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    frame.src = `${scope}/`;
    await back;
  });

  it('has its images and scripts sent again', async () => {
    const api = apiInScope();
    const { document } = page;
    for (const name of ['img', 'script'] as const) {
      const element = document.createElement(name);
      const ended = new Promise((resolve) => {
        element.addEventListener('load', resolve);
        element.addEventListener('error', resolve);
      });
      element.src = throughWorker(api, { type: name });
      document.body.append(element);
      await ended;
      element.remove();
    }
    // The first of all was refused, and the second was not.
    expect(await api.received()).to.have.length(3);
  });

  it('is navigated so by a form too, whose fields are sent again', async () => {
    const api = apiInScope();
    const { document } = page;
    const element = document.createElement('form');
    Object.assign(element, { method: 'post', action: throughWorker(api, { then: 'stream' }) });
    element.innerHTML = '<input name="amount" value="250">';
    document.body.append(element);
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    element.submit();
    await loaded;
    expect(frame.contentDocument?.body.textContent).to.equal('one two three');
    const sent = await api.received();
    expect(sent.map(({ method, body }) => [method, body?.text])).to.deep.equal([
      ['POST', 'amount=250'],
      ['POST', 'amount=250'],
    ]);
  });

  it('is navigated so when the replay is prepared', async () => {
    const api = apiInScope();
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    frame.src = throughWorker(api, { then: 'stream', through: 'preparation' });
    await loaded;
    expect(frame.contentDocument?.body.textContent).to.equal('one two three');
    const sent = await api.received();
    expect(sent.map(({ headers }) => headers['x-prepared'])).to.deep.equal([undefined, 'yes']);
  });
});
