import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import '../../src/index.js';
import type { ReverifyDialog } from '../../src/index.js';
import { ReverificationError } from '../../src/errors.js';
import { endpoint, ended, otherOrigin } from './page-api.js';

afterEach(async () => {
  document.querySelectorAll('reverify-dialog').forEach((dialog) => dialog.remove());
  await Promise.resolve();
});

/** Puts an element into the page whose user answers at once, and counts how often they are asked. */
function addDialog(
  html: string,
  answer: 'verify' | 'cancel' = 'verify',
): { dialog: ReverifyDialog; asked: () => number } {
  document.body.insertAdjacentHTML('beforeend', html);
  const dialog = [...document.querySelectorAll('reverify-dialog')].at(-1);
  if (!dialog) throw new Error('There is no element');
  let asked = 0;
  dialog.addEventListener('reverify-needed', (event) => {
    asked++;
    const cancelled = new ReverificationError('reverification_cancelled', 'No');
    event.respondWith(answer === 'verify' ? Promise.resolve() : Promise.reject(cancelled));
  });
  return { dialog, asked: () => asked };
}

async function request(url: string): Promise<XMLHttpRequest> {
  const xhr = new XMLHttpRequest();
  xhr.open('POST', url);
  xhr.send();
  await ended(xhr);
  return xhr;
}

const clients: Record<string, (url: string) => Promise<number>> = {
  fetch: async (url) => (await fetch(url)).status,
  XMLHttpRequest: async (url) => (await request(url)).status,
};

const refused = (origin = '') => endpoint({ refuse: '1' }, origin).url;

for (const [client, status] of Object.entries(clients)) {
  describe(`<reverify-dialog intercept> and ${client}`, () => {
    it('asks by that element, and sends again, whatever is sent as soon as it is there', async () => {
      const { asked } = addDialog('<reverify-dialog intercept></reverify-dialog>');
      expect(await status(refused())).to.equal(200);
      expect(asked()).to.equal(1);
    });

    it('hands out the untouched refusal when the user cancels', async () => {
      const { asked } = addDialog('<reverify-dialog intercept></reverify-dialog>', 'cancel');
      expect(await status(refused())).to.equal(403);
      expect(asked()).to.equal(1);
    });

    it('does nothing without the attribute', async () => {
      const { asked } = addDialog('<reverify-dialog></reverify-dialog>');
      expect(await status(refused())).to.equal(403);
      expect(asked()).to.equal(0);
    });

    it('follows the attribute at once, as it comes and goes', async () => {
      const { dialog } = addDialog('<reverify-dialog></reverify-dialog>');
      dialog.setAttribute('intercept', '');
      expect(await status(refused())).to.equal(200);
      dialog.removeAttribute('intercept');
      expect(await status(refused())).to.equal(403);
      dialog.intercept = true;
      expect(await status(refused())).to.equal(200);
      dialog.intercept = false;
      expect(await status(refused())).to.equal(403);
    });

    it('heeds the origins that are listed, as they change', async () => {
      const { dialog } = addDialog(
        `<reverify-dialog intercept intercept-origins="https://example.com ${otherOrigin}"></reverify-dialog>`,
      );
      expect(await status(refused(otherOrigin))).to.equal(200);
      dialog.setAttribute('intercept-origins', 'https://example.com');
      expect(await status(refused(otherOrigin))).to.equal(403);
      dialog.interceptOrigins = otherOrigin;
      expect(await status(refused(otherOrigin))).to.equal(200);
      dialog.removeAttribute('intercept-origins');
      expect(await status(refused(otherOrigin))).to.equal(403);
      expect(await status(refused())).to.equal(200);
    });

    it('ends when the element is removed, begins again when it is back, and lasts while it is moved', async () => {
      const { dialog } = addDialog('<reverify-dialog intercept></reverify-dialog>');
      document.head.append(dialog);
      document.body.prepend(dialog);
      expect(await status(refused())).to.equal(200);
      dialog.remove();
      await Promise.resolve();
      expect(await status(refused())).to.equal(403);
      document.body.append(dialog);
      expect(await status(refused())).to.equal(200);
    });

    it('of two elements asks by the one that has the attribute, or by the first that had it', async () => {
      const plain = addDialog('<reverify-dialog></reverify-dialog>');
      const first = addDialog('<reverify-dialog intercept></reverify-dialog>');
      const second = addDialog('<reverify-dialog intercept></reverify-dialog>');
      expect(await status(refused())).to.equal(200);
      expect([plain.asked(), first.asked(), second.asked()]).to.deep.equal([0, 1, 0]);
      first.dialog.remove();
      await Promise.resolve();
      expect(await status(refused())).to.equal(200);
      expect([plain.asked(), first.asked(), second.asked()]).to.deep.equal([0, 1, 1]);
    });

    it('works for an element in a shadow root', async () => {
      const host = document.body.appendChild(document.createElement('div'));
      const dialog = document.createElement('reverify-dialog');
      dialog.addEventListener('reverify-needed', (event) => event.respondWith(Promise.resolve()));
      dialog.intercept = true;
      host.attachShadow({ mode: 'open' }).append(dialog);
      expect(await status(refused())).to.equal(200);
      host.remove();
    });

    it("never asks because of the verification API's own answers", async () => {
      const { asked } = addDialog('<reverify-dialog intercept endpoint="/page-api/"></reverify-dialog>');
      const own = refused().replace('/transfer', '/verify/attempt_first_factor');
      expect(await status(own)).to.equal(403);
      expect(asked()).to.equal(0);
      expect(await status(refused().replace('/transfer', '/verify-transfer'))).to.equal(200);
      expect(asked()).to.equal(1);
    });
  });
}

describe('intercept-origins', () => {
  let logged: string[] = [];
  const { error } = console;
  beforeEach(() => {
    logged = [];
    console.error = (...args: unknown[]) => void logged.push(args.map(String).join(' '));
  });
  afterEach(() => (console.error = error));

  for (const bad of ['api.example.com', 'localhost:3000', '*', 'about:blank']) {
    it(`reports ${bad} by name, and honours the rest`, async () => {
      addDialog(`<reverify-dialog intercept intercept-origins="${bad} ${otherOrigin}"></reverify-dialog>`);
      expect(await clients['fetch']?.(refused(otherOrigin))).to.equal(200);
      expect(logged).to.have.length(1);
      expect(logged[0]).to.include('intercept-origins').and.include(bad);
    });
  }
});

describe('data-reverify, where a <reverify-dialog intercept> is', () => {
  /** Forms and links are watched by a module that the first element with the attribute loads. */
  async function addWatchingDialog(): Promise<ReverifyDialog> {
    const { dialog } = addDialog('<reverify-dialog intercept></reverify-dialog>');
    await import('../../src/intercept/verify-first.js');
    await aTimeout(0);
    return dialog;
  }

  /** What the element is asked to make sure of. */
  function ensured(dialog: ReverifyDialog) {
    const calls: unknown[][] = [];
    dialog.ensureVerified = (config, options) => {
      calls.push([config, options?.reason]);
      return Promise.resolve(undefined);
    };
    return calls;
  }

  it('asks by the element, with its reason, before a form is submitted', async () => {
    const calls = ensured(await addWatchingDialog());
    const form = document.body.appendChild(document.createElement('form'));
    form.setAttribute('data-reverify', 'moderate');
    form.setAttribute('data-reverify-reason', 'Money leaves your account.');
    let submitted = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submitted++;
    });
    form.requestSubmit();
    expect(submitted).to.equal(0);
    await waitUntil(() => submitted === 1);
    expect(calls).to.deep.equal([['moderate', 'Money leaves your account.']]);
    form.remove();
  });

  it('asks nobody once the attribute is gone', async () => {
    const dialog = await addWatchingDialog();
    const calls = ensured(dialog);
    dialog.intercept = false;
    const button = document.body.appendChild(document.createElement('button'));
    button.setAttribute('data-reverify', '');
    let pressed = 0;
    button.addEventListener('click', () => pressed++);
    button.click();
    expect([pressed, calls.length]).to.deep.equal([1, 0]);
    button.remove();
  });
});
