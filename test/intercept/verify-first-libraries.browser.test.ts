import { expect, waitUntil } from '@open-wc/testing';
import type { htmx as Htmx } from '../clients/bundled/htmx.js';
import { verifyFirst } from '../../src/intercept/verify-first.js';
import { endpoint } from './page-api.js';

/** A form that a library submits, and a user who verifies when the test says so. */
function page(html: string) {
  const controller = new AbortController();
  let asked = 0;
  let verify: (value?: unknown) => void = () => undefined;
  verifyFirst(
    document,
    () => {
      asked++;
      return new Promise((resolve) => (verify = resolve));
    },
    controller.signal,
  );
  const root = document.body.appendChild(document.createElement('div'));
  root.innerHTML = html;
  clean = () => {
    controller.abort();
    root.remove();
  };
  return { root, asked: () => asked, verify: () => verify() };
}

let clean = (): void => undefined;
afterEach(() => clean());

const fields = '<input name="amount" value="1" aria-label="Amount"><button name="do" value="send">Send</button>';

async function asksAndSendsOnce(api: ReturnType<typeof endpoint>, { root, asked, verify }: ReturnType<typeof page>) {
  root.querySelector('button')?.click();
  expect(asked()).to.equal(1);
  expect(await api.received()).to.deep.equal([]);
  verify();
  await waitUntil(async () => (await api.received()).length > 0, 'it is sent', { timeout: 5000 });
  expect((await api.received()).map(({ method, body }) => [method, body])).to.deep.equal([
    ['POST', 'amount=1&do=send'],
  ]);
}

describe('data-reverify on a form', () => {
  let htmx: typeof Htmx;

  before(async () => {
    // Loaded earlier, htmx waits for a DOMContentLoaded that has been.
    await waitUntil(() => document.readyState === 'complete');
    ({ htmx } = await import('../clients/bundled/htmx.js'));
    await import('../clients/bundled/turbo.js');
  });

  it('that htmx submits asks first, and htmx sends it once', async () => {
    const api = endpoint();
    const shown = page(`<form data-reverify hx-post="${api.url}" hx-swap="none">${fields}</form>`);
    htmx.process(shown.root);
    await asksAndSendsOnce(api, shown);
  });

  it('that Turbo submits asks first, and Turbo sends it once', async () => {
    const api = endpoint({ type: 'text/html' });
    const shown = page(
      `<turbo-frame id="f"><form data-reverify method="post" action="${api.url}">${fields}</form></turbo-frame>`,
    );
    shown.root.addEventListener('turbo:frame-missing', (event) => event.preventDefault());
    await asksAndSendsOnce(api, shown);
  });
});
