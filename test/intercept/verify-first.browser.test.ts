import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import { ReverificationError } from '../../src/errors.js';
import { verifyFirst } from '../../src/intercept/verify-first.js';
import type { EnsureVerified } from '../../src/intercept/verify-first.js';
import type { ReverificationConfig } from '../../src/protocol/reverification.js';
import { endpoint } from './page-api.js';

/** Whoever verifies, answered by the test. */
class Verifying {
  readonly configs: ReverificationConfig[] = [];
  signal: AbortSignal | undefined;
  #answer: PromiseWithResolvers | undefined;

  readonly ensureVerified: EnsureVerified = (config, { signal }) => {
    this.configs.push(config);
    this.signal = signal;
    return new Promise((resolve, reject) => (this.#answer = { resolve, reject }));
  };

  async verify(): Promise<void> {
    this.#answer?.resolve(undefined);
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.#answer?.reject(error);
    await settled();
  }
}

interface PromiseWithResolvers {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** All that waits on promises has gone on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

const cancelled = new ReverificationError('reverification_cancelled', 'No');

async function setUp(template: TemplateResult, selector: string) {
  const root = await fixture<HTMLElement>(html`<div>${template}</div>`);
  const verifying = new Verifying();
  const controller = new AbortController();
  verifyFirst(root, verifying.ensureVerified, controller.signal);
  const subject = root.querySelector<HTMLElement>(selector);
  if (!subject) throw new Error(`There is no ${selector}`);
  const events: Event[] = [];
  for (const type of ['click', 'submit']) {
    subject.addEventListener(type, (event) => {
      events.push(event);
      const isDefault = type === (subject instanceof HTMLFormElement ? 'submit' : 'click');
      if (isDefault && !subject.hasAttribute('target')) event.preventDefault();
    });
  }
  const submit = () => {
    if (subject instanceof HTMLFormElement) subject.requestSubmit();
  };
  return {
    root,
    verifying,
    stop: () => controller.abort(),
    subject,
    submit,
    events,
    types: () => events.map(({ type }) => type),
  };
}

describe('data-reverify on a form', () => {
  it("asks before it submits; then the application's listener comes once", async () => {
    const { submit, verifying, types } = await setUp(html`<form data-reverify="moderate"></form>`, 'form');
    submit();
    expect(types()).to.deep.equal([]);
    expect(verifying.configs).to.deep.equal(['moderate']);
    await verifying.verify();
    expect(types()).to.deep.equal(['submit']);
  });

  it('submits what the browser would have: by the same button, to its address, with files', async () => {
    const api = endpoint();
    const { root, verifying } = await setUp(
      html`<iframe name="answer" title="Answer"></iframe>
        <form data-reverify method="post" action="/nowhere" target="answer" enctype="multipart/form-data">
          <input name="amount" aria-label="Amount" value="1" /><input type="file" name="file" aria-label="File" />
          <button name="do" value="save">Save</button>
          <button name="do" value="send" formaction=${api.url}>Send</button>
        </form>`,
      'form',
    );
    const files = new DataTransfer();
    files.items.add(new File(['contents'], 'a.txt'));
    const field = root.querySelector<HTMLInputElement>('[type=file]');
    if (field) field.files = files.files;
    root.querySelectorAll('button')[1]?.click();
    expect(await api.received()).to.deep.equal([]);
    await verifying.verify();
    await waitUntil(async () => (await api.received()).length > 0, 'it is submitted');
    const [received, ...more] = await api.received();
    expect(more).to.deep.equal([]);
    expect(received?.method).to.equal('POST');
    for (const part of ['name="do"\r\n\r\nsend', 'filename="a.txt"', 'contents', 'name="amount"\r\n\r\n1']) {
      expect(received?.body).to.include(part);
    }
  });

  it('is validated before anyone is asked', async () => {
    const { root, verifying } = await setUp(
      html`<form data-reverify><input required aria-label="Amount" /><button>Send</button></form>`,
      'form',
    );
    root.querySelector('button')?.click();
    expect(verifying.configs).to.deep.equal([]);
  });

  it('asks and submits once however often it is submitted meanwhile', async () => {
    const { submit, verifying, types } = await setUp(html`<form data-reverify></form>`, 'form');
    submit();
    submit();
    await verifying.verify();
    expect(verifying.configs).to.deep.equal(['strict']);
    expect(types()).to.deep.equal(['submit']);
    submit();
    await verifying.verify();
    expect(types()).to.deep.equal(['submit', 'submit']);
  });

  it('does not take the second half of a double-click for another submission', async () => {
    const { root, verifying, types } = await setUp(html`<form data-reverify><button>Send</button></form>`, 'form');
    const button = root.querySelector('button');
    button?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
    await verifying.verify();
    button?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 }));
    expect(verifying.configs).to.have.length(1);
    expect(types()).to.deep.equal(['click', 'submit']);
  });

  it('submits nothing if the user cancels, and gives focus back', async () => {
    const { root, verifying, types } = await setUp(html`<form data-reverify><button>Send</button></form>`, 'form');
    const button = root.querySelector('button');
    button?.focus();
    button?.click();
    button?.blur();
    await verifying.fail(cancelled);
    expect(types()).to.deep.equal(['click']);
    expect(document.activeElement === button).to.equal(true);
  });

  it('submits nothing if it has gone meanwhile', async () => {
    const { submit, subject, verifying, types } = await setUp(html`<form data-reverify></form>`, 'form');
    submit();
    subject.remove();
    await verifying.verify();
    expect(types()).to.deep.equal([]);
  });

  it('submits nothing if its button has gone meanwhile', async () => {
    const { root, verifying, types } = await setUp(html`<form data-reverify><button>Send</button></form>`, 'form');
    const button = root.querySelector('button');
    button?.click();
    await settled();
    button?.remove();
    await verifying.verify();
    expect(types()).to.deep.equal(['click']);
  });

  it('leaves a form without it alone, also one whose other button has it', async () => {
    const { root, verifying, types } = await setUp(
      html`<form><button id="save">Save</button><button data-reverify="strict_mfa" id="close">Close</button></form>`,
      'form',
    );
    root.querySelector<HTMLElement>('#save')?.click();
    expect(verifying.configs).to.deep.equal([]);
    expect(types()).to.deep.equal(['click', 'submit']);
    root.querySelector<HTMLElement>('#close')?.click();
    expect(verifying.configs).to.deep.equal(['strict_mfa']);
  });
});

describe('data-reverify on a link or a button', () => {
  it("asks before it is followed; then the application's listener comes once", async () => {
    const { subject, verifying, types } = await setUp(html`<a href="#next" data-reverify>Next</a>`, 'a');
    subject.click();
    subject.click();
    expect(types()).to.deep.equal([]);
    await verifying.verify();
    expect(types()).to.deep.equal(['click']);
  });

  it('follows the link to its target', async () => {
    const api = endpoint();
    const { subject, verifying } = await setUp(
      html`<iframe name="answer" title="Answer"></iframe><a href=${api.url} target="answer" data-reverify>Next</a>`,
      'a',
    );
    subject.click();
    await verifying.verify();
    await waitUntil(async () => (await api.received()).length === 1, 'it is followed');
  });

  it('keeps the keys that were held down', async () => {
    const { subject, verifying, events } = await setUp(html`<a href="#next" data-reverify><b>Next</b></a>`, 'a');
    const init = { bubbles: true, cancelable: true, composed: true, shiftKey: true, altKey: true, clientX: 7 };
    subject.querySelector('b')?.dispatchEvent(new MouseEvent('click', init));
    await verifying.verify();
    const [event] = events;
    if (!(event instanceof MouseEvent)) throw new Error('There was no click');
    const { shiftKey, altKey, ctrlKey, metaKey, clientX } = event;
    expect({ shiftKey, altKey, ctrlKey, metaKey, clientX }).to.deep.equal({
      ...{ shiftKey: true, altKey: true, ctrlKey: false, metaKey: false },
      clientX: 7,
    });
  });

  it('takes the middle button for the key that opens a new tab, and leaves the right one alone', async () => {
    const { subject, verifying, events } = await setUp(html`<a href="#next" data-reverify>Next</a>`, 'a');
    const press = (button: number) =>
      subject.dispatchEvent(new MouseEvent('auxclick', { bubbles: true, cancelable: true, button }));
    expect(press(2)).to.equal(true);
    expect(press(1)).to.equal(false);
    await verifying.verify();
    expect(events.map((event) => event instanceof MouseEvent && (event.ctrlKey || event.metaKey))).to.deep.equal([
      true,
    ]);
  });

  it('asks before a button does its work', async () => {
    const { subject, verifying, types } = await setUp(
      html`<button type="button" data-reverify="first_factor:5">Show</button>`,
      'button',
    );
    subject.click();
    expect(verifying.configs).to.deep.equal([{ level: 'first_factor', afterMinutes: 5 }]);
    await verifying.verify();
    expect(types()).to.deep.equal(['click']);
  });

  it('takes ten minutes where a level names none', async () => {
    const { subject, verifying } = await setUp(html`<button data-reverify="multi_factor">Show</button>`, 'button');
    subject.click();
    expect(verifying.configs).to.deep.equal([{ level: 'multi_factor', afterMinutes: 10 }]);
  });
});

describe('verifyFirst', () => {
  let onerror: OnErrorEventHandler;
  const reported: unknown[] = [];

  beforeEach(() => {
    ({ onerror } = window);
    reported.length = 0;
    window.onerror = (_message, _source, _line, _column, error) => {
      reported.push(error);
      return true;
    };
  });
  afterEach(() => (window.onerror = onerror));

  it('reports a config that is none, and does nothing', async () => {
    const { subject, verifying, types } = await setUp(html`<button data-reverify="strikt">Show</button>`, 'button');
    subject.click();
    await settled();
    expect(verifying.configs).to.deep.equal([]);
    expect(types()).to.deep.equal([]);
    expect(String(reported[0])).to.include('strikt');
  });

  it('reports a verification that failed, and does nothing', async () => {
    const { subject, verifying, types } = await setUp(html`<button data-reverify>Show</button>`, 'button');
    const failed = new ReverificationError('reverification_unavailable', 'No factor');
    subject.click();
    await verifying.fail(failed);
    expect(types()).to.deep.equal([]);
    expect(reported).to.deep.equal([failed]);
  });

  it('asks nobody any more once it is disposed of', async () => {
    const { subject, verifying, stop, types } = await setUp(html`<button data-reverify>Show</button>`, 'button');
    subject.click();
    stop();
    expect(verifying.signal?.aborted).to.equal(true);
    await verifying.verify();
    expect(types()).to.deep.equal([]);
    subject.click();
    expect(types()).to.deep.equal(['click']);
    expect(reported).to.deep.equal([]);
  });
});
