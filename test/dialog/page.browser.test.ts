import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  emailCode,
  never,
  password,
  refusal,
  ScriptedVerifier,
  verificationWith,
} from '../harness/scripted-verifier.js';

let verifier: ScriptedVerifier;
let harness: DialogHarness;

beforeEach(async () => {
  verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  harness = await DialogHarness.create(verifier);
});

describe('Escape', () => {
  it('cancels, whatever has the focus', async () => {
    await harness.ask();
    await harness.press('Escape');
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
    expect(harness.root.querySelector('input')).to.be.null;
  });

  it('is held while an answer is on its way; the close button is not', async () => {
    await harness.ask();
    verifier.onAttempt = never;
    await harness.type('brown horse');
    await harness.press('Enter');
    await harness.press('Escape');
    await harness.press('Escape');
    expect(harness.isModal).to.be.true;
    await harness.click('close');
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
  });

  it('is not held while a code is being sent again', async () => {
    verifier = new ScriptedVerifier(verificationWith([emailCode]));
    verifier.onPrepare = () => Promise.reject(refusal(503, 'delivery_failed'));
    harness = await DialogHarness.create(verifier);
    await harness.ask();
    verifier.onPrepare = never;
    await harness.click('resend');
    await harness.press('Escape');
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
  });

  it('works from the start on, while the API has not answered yet', async () => {
    verifier.onStart = never;
    harness.askInBackground();
    await waitUntil(() => harness.element.open);
    await harness.press('Escape');
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
  });

  it('has the same effect as the way back of a phone, which asks the native dialog to close', async () => {
    await harness.ask();
    harness.dialog.requestClose();
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
  });

  it("is not taken from another dialog's cancel or close, in a slot", async () => {
    const content = html`<dialog slot="footer"></dialog>`;
    harness = await DialogHarness.create(verifier, content);
    await harness.ask();
    const slotted = harness.element.querySelector('dialog');
    slotted?.dispatchEvent(new Event('cancel', { bubbles: true }));
    slotted?.dispatchEvent(new Event('close', { bubbles: true }));
    await harness.settleRendering();
    expect(harness.element.open).to.be.true;
    expect(harness.outcomes).to.be.empty;
  });

  it('only ends a composition where one is under way, as Safari says it too', async () => {
    await harness.ask();
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      const escape = { key: 'Escape', bubbles: true, composed: true, ...composing };
      harness.field.dispatchEvent(new KeyboardEvent('keydown', escape));
      await harness.settleRendering();
      expect(harness.isModal).to.be.true;
    }
  });

  it('closes nothing by a click beside the dialog, nor by a press that is taken back', async () => {
    await harness.ask();
    await sendMouse({ type: 'click', position: [2, 2] });
    document.body.click();
    await harness.point('close', 'move');
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [2, 2] });
    await sendMouse({ type: 'up' });
    await harness.settleRendering();
    expect(harness.isModal).to.be.true;
  });
});

describe('the focus', () => {
  it('starts in the field', async () => {
    await harness.ask();
    expect(harness.focused === harness.field).to.be.true;
  });

  it('returns to the button that opened the dialog', async () => {
    const opener = await fixture<HTMLButtonElement>(html`<button>Transfer</button>`);
    opener.focus();
    await harness.ask();
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(document.activeElement === opener).to.be.true;
  });

  it('returns to what is left around the button where it is gone', async () => {
    const section = await fixture<HTMLElement>(
      html`<section tabindex="-1">
        <p><button>Transfer</button></p>
      </section>`,
    );
    section.querySelector('button')?.focus();
    await harness.ask();
    section.querySelector('p')?.remove();
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(document.activeElement === section).to.be.true;
  });

  it('returns past what fails to take it, which is reported, and leaves nobody waiting', async () => {
    const { onerror } = window;
    const reported: unknown[] = [];
    window.onerror = (_message, _source, _line, _column, error) => {
      reported.push(error);
      return true;
    };
    const section = await fixture<HTMLElement>(
      html`<section tabindex="-1">
        <button>Transfer</button>
      </section>`,
    );
    const opener = section.querySelector('button');
    opener?.focus();
    await harness.ask();
    const failure = new Error('a focus() of the page');
    if (opener) {
      opener.focus = () => {
        throw failure;
      };
    }
    opener?.remove();
    await harness.press('Escape');
    await harness.waitUntilClosed();
    window.onerror = onerror;
    expect(reported).to.deep.equal([failure]);
    expect(document.activeElement === section).to.be.true;
    await waitUntil(() => harness.outcomes.length === 1);
    await harness.ask();
    expect(harness.isModal, 'no second dialog opens').to.be.true;
  });

  it('stays where it is when a later dialog ends before it is seen', async () => {
    const section = await fixture<HTMLElement>(html`<section tabindex="-1"><button>Transfer</button></section>`);
    section.querySelector('button')?.focus();
    await harness.ask();
    await harness.press('Escape');
    await harness.waitUntilClosed();
    section.querySelector('button')?.blur();
    harness.askInBackground();
    harness.element.cancel();
    await waitUntil(() => harness.outcomes.length === 2);
    expect(document.activeElement === document.body).to.be.true;
  });

  for (const [how, leave] of [
    ['is closed', () => harness.press('Escape')],
    ['is removed', () => harness.element.remove()],
  ] as const) {
    it(`returns into other shadow roots when the dialog ${how}`, async () => {
      const host = await fixture<HTMLElement>(html`<div></div>`);
      const outer = host.attachShadow({ mode: 'open' });
      outer.innerHTML = '<div></div>';
      const inner = outer.querySelector('div')?.attachShadow({ mode: 'open' });
      const opener = document.createElement('button');
      inner?.append(opener);
      opener.focus();
      await harness.ask();
      await leave();
      await waitUntil(() => harness.outcomes.length === 1);
      await waitUntil(() => inner?.activeElement === opener, 'the focus is not back');
    });
  }

  it("returns into the application's own modal dialog, which stays open", async () => {
    const theirs = await fixture<HTMLDialogElement>(html`<dialog><button>Transfer</button></dialog>`);
    theirs.showModal();
    await harness.ask();
    expect(harness.focused === harness.field).to.be.true;
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(theirs.open).to.be.true;
    expect(document.activeElement === theirs.querySelector('button')).to.be.true;
  });
});

describe('what is typed', () => {
  const PRIVATE = [
    ...['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'change', 'paste', 'copy', 'cut', 'submit'],
    ...['compositionstart', 'compositionupdate', 'compositionend', 'textInput', 'dragstart', 'drop'],
  ];

  it('reaches no listener of the page', async () => {
    verifier.onAttempt = never;
    await harness.ask();
    const heard = new Set<string>();
    const listener = ({ type }: Event) => heard.add(type);
    for (const type of PRIVATE) {
      document.addEventListener(type, listener);
      harness.element.addEventListener(type, listener);
    }
    await harness.type('g');
    for (const type of PRIVATE) {
      harness.field.dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true }));
    }
    await harness.press('Enter');
    for (const type of PRIVATE) document.removeEventListener(type, listener);
    expect([...heard]).to.be.empty;
  });
});

describe('the page behind', () => {
  const overflow = () => getComputedStyle(document.documentElement).overflowY;

  it('does not scroll while the dialog is open, and does again afterwards', async () => {
    const before = overflow();
    document.documentElement.style.overflow = 'scroll';
    await harness.ask();
    expect(overflow()).to.equal('hidden');
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(overflow()).to.equal('scroll');
    expect(document.documentElement.getAttribute('style')).to.equal('overflow: scroll;');
    document.documentElement.removeAttribute('style');
    expect(overflow()).to.equal(before);
    expect(document.adoptedStyleSheets).to.be.empty;
  });

  it('stays locked until the last of two dialogs has closed, in whatever order', async () => {
    const other = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    await harness.ask();
    await other.ask();
    harness.element.cancel();
    await harness.waitUntilClosed();
    expect(overflow()).to.equal('hidden');
    other.element.cancel();
    await other.waitUntilClosed();
    expect(overflow()).not.to.equal('hidden');
  });

  it('keeps the place of its scrollbar', async () => {
    const tall = await fixture<HTMLElement>(html`<div style="height: 300vh"></div>`);
    const before = tall.getBoundingClientRect().width;
    await harness.ask();
    expect(tall.getBoundingClientRect().width).to.equal(before);
  });

  it('hears no key that was pressed for the dialog, not even once it has closed', async () => {
    await harness.ask();
    const keys: string[] = [];
    const listener = ({ key }: KeyboardEvent) => keys.push(key);
    document.addEventListener('keydown', listener);
    await sendKeys({ press: 'Escape' });
    await harness.waitUntilClosed();
    document.removeEventListener('keydown', listener);
    expect(keys).to.be.empty;
  });
});
