import { expect } from '@open-wc/testing';
import type {} from '../../src/index.js';
import { endpoint, ended } from '../intercept/page-api.js';

const url = '/dist/reverify-dialog.min.js';

/** The value that a page would write into `integrity`. */
async function integrityOf(file: string): Promise<string> {
  const bytes = await (await fetch(file)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  return `sha384-${btoa(String.fromCharCode(...digest))}`;
}

function load(integrity: string): Promise<void> {
  const script = document.createElement('script');
  const loaded = new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('the script was refused')));
  });
  Object.assign(script, { src: url, integrity, crossOrigin: 'anonymous' });
  document.head.append(script);
  return loaded;
}

const globalName = (): unknown => Reflect.get(window, 'ReverifyDialog');

describe('the classic script', () => {
  it('is refused when it is not what the page expects', async () => {
    const failure: unknown = await load(`sha384-${'A'.repeat(64)}`).catch((error: unknown) => error);
    expect(failure).to.be.an('error');
    expect(globalName()).to.equal(undefined);
  });

  it('defines the element and window.ReverifyDialog, over an element with that id', async () => {
    document.body.insertAdjacentHTML('beforeend', '<form id="ReverifyDialog"></form>');
    document.body.insertAdjacentHTML('beforeend', '<reverify-dialog intercept></reverify-dialog>');
    await load(await integrityOf(url));
    expect(globalName()).to.have.property('interceptPage').that.is.a('function');
    expect(globalName()).to.have.property('reverifyingFetch').that.is.a('function');
    expect(customElements.get('reverify-dialog')).to.be.a('function');
    expect(document.createElement('reverify-dialog').shadowRoot ?? 'not yet').to.not.equal(null);
  });

  it('intercepts at once for an element that was there before it, with the attribute', async () => {
    const dialog = document.querySelector('reverify-dialog');
    dialog?.addEventListener('reverify-needed', (event) => event.respondWith(Promise.resolve()));
    expect((await fetch(endpoint({ refuse: '1' }).url)).status).to.equal(200);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', endpoint({ refuse: '1' }).url);
    xhr.send();
    await ended(xhr);
    expect(xhr.status).to.equal(200);
    dialog?.remove();
    await Promise.resolve();
    expect((await fetch(endpoint({ refuse: '1' }).url)).status).to.equal(403);
  });

  it('changes nothing when the page loads it a second time', async () => {
    const first = globalName();
    const element = customElements.get('reverify-dialog');
    await load(await integrityOf(url));
    expect(globalName()).to.equal(first);
    expect(customElements.get('reverify-dialog')).to.equal(element);
  });
});
