import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { createFocusTrap } from 'focus-trap';
import { backgroundOf, contrast } from '../harness/contrast.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  backupCode,
  emailCode,
  never,
  password,
  refusal,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';

let verifier: ScriptedVerifier;
let harness: DialogHarness;

beforeEach(async () => {
  verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  harness = await DialogHarness.create(verifier);
});

/** Where a pointer would press. */
function middleOf(element: Element): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
}

/** The parts that have the focus, from where it is on, as a key is pressed so many times. */
async function walk(key: string, presses: number): Promise<(string | null | undefined)[]> {
  const parts = [harness.focused?.getAttribute('part')];
  while (parts.length <= presses) {
    await harness.press(key);
    parts.push(harness.focused?.getAttribute('part'));
  }
  return parts;
}

describe('Tab', () => {
  const orders: Record<string, { order: string[]; reach: () => Promise<void> }> = {
    'beside a field': {
      order: ['input', 'toggle', 'submit', 'link other', 'close'],
      reach: () => harness.ask(),
    },
    'beside a code': {
      order: ['input', 'submit', 'link resend', 'link other', 'close'],
      reach: async () => {
        harness.element.preferredStrategy = 'email_code';
        await harness.ask();
      },
    },
    'among the methods': {
      order: ['heading', 'method', 'method', 'link back', 'close'],
      reach: async () => {
        await harness.ask();
        await harness.click('other');
      },
    },
    'while an answer is on its way': {
      order: ['input', 'toggle', 'submit', 'link other', 'close'],
      reach: async () => {
        verifier.onAttempt = never;
        await harness.ask();
        await harness.answer('brown horse');
      },
    },
    'where it could not start': {
      order: ['heading', 'submit', 'close'],
      reach: async () => {
        verifier.onStart = () => Promise.reject(new TypeError('Failed to fetch'));
        await harness.ask();
      },
    },
  };

  for (const [where, { order, reach }] of Object.entries(orders)) {
    it(`goes ${where} from one to the next as they are read, and back with Shift`, async () => {
      await reach();
      expect(await walk('Tab', order.length - 1)).to.deep.equal(order);
      // The heading was only where the focus began.
      const back = order.filter((part) => part !== 'heading').reverse();
      expect(await walk('Shift+Tab', back.length - 1)).to.deep.equal(back);
    });
  }
});

describe('the keyboard alone', () => {
  const focused = () => harness.focused?.getAttribute('part') ?? '';

  /** Presses Tab until the focus is on a part, and sees to it that one can see where the focus is, each time. */
  async function tabTo(part: string): Promise<void> {
    while (focused() !== part) {
      await harness.press('Tab');
      if (!harness.focused) throw new Error(`the focus never comes to ${part}`);
      const framed = focused() === 'input' ? harness.part('field') : harness.focused;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(framed);
      expect(contrast(outlineColor, backgroundOf(harness.dialog))).to.be.at.least(3);
      expect([focused(), outlineStyle, outlineWidth]).to.deep.equal([focused(), 'solid', '2px']);
    }
  }

  async function choose(part: string): Promise<void> {
    await tabTo(part);
    await harness.press('Enter');
    await harness.waitForStability();
  }

  it('leads through both factors, past a wrong answer and by other methods, and back to where it began', async () => {
    const opener = await fixture<HTMLElement>(html`<button>Transfer</button>`);
    verifier = new ScriptedVerifier(
      verificationWith([password, emailCode], { level: 'multi_factor', secondFactors: [totp, backupCode] }),
    );
    harness = await DialogHarness.create(verifier);
    opener.focus();
    await harness.ask('strict_mfa');
    expect(focused()).to.equal('input');
    await choose('link other');
    expect(focused()).to.equal('heading');
    await tabTo('method');
    await harness.press('Tab');
    await harness.press('Enter');
    await harness.waitForStability();
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 4 }));
    await harness.type('121212');
    await harness.waitForStability();
    expect([focused(), harness.text('error')]).to.deep.equal(['input', 'This code is not right. 4 attempts left.']);
    verifier.onAttempt = ({ strategy }) => ({
      ...verifier.verification,
      status: strategy === 'backup_code' ? 'complete' : 'needs_second_factor',
    });
    await harness.type('123456');
    await harness.waitForStability();
    expect(focused()).to.equal('input');
    expect(harness.text('step')).to.contain('Step 2 of 2');
    await choose('link other');
    await choose('link back');
    expect(focused()).to.equal('input');
    await choose('link other');
    await tabTo('method');
    await harness.press('Tab');
    await harness.press('Enter');
    await harness.waitForStability();
    await harness.type('a1b2c3d4');
    await choose('submit');
    await harness.waitUntilClosed();
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(document.activeElement === opener).to.be.true;
    expect(verifier.answers.map(({ strategy }) => strategy)).to.deep.equal(['email_code', 'email_code', 'backup_code']);
  });
});

describe('a focus trap around the opener', () => {
  let theirs: HTMLElement;
  let trap: ReturnType<typeof createFocusTrap>;

  beforeEach(async () => {
    theirs = await fixture<HTMLElement>(
      html`<div role="dialog" aria-label="Transfer"><button>Transfer</button><input /></div>`,
    );
    trap = createFocusTrap(theirs, { delayInitialFocus: false });
    trap.activate();
    expect(document.activeElement === theirs.querySelector('button')).to.be.true;
    await harness.ask();
  });

  afterEach(() => {
    trap.deactivate();
  });

  it('takes neither the focus nor Tab from the dialog', async () => {
    expect(harness.focused === harness.field).to.be.true;
    expect(await walk('Tab', 4)).to.deep.equal(['input', 'toggle', 'submit', 'link other', 'close']);
  });

  it('takes no click from it, and no Enter', async () => {
    await harness.point('toggle');
    await harness.element.updateComplete;
    expect(harness.field.type).to.equal('text');
    await harness.type('brown horse');
    await harness.press('Enter');
    await waitUntil(() => harness.outcomes.length === 1, 'nothing was submitted');
    expect(verifier.answers).to.deep.equal([{ strategy: 'password', password: 'brown horse' }]);
  });

  it('is as it was once the dialog has closed, the focus back inside', async () => {
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(trap.active).to.be.true;
    expect(document.activeElement === theirs.querySelector('button')).to.be.true;
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement === theirs.querySelector('input')).to.be.true;
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement === theirs.querySelector('button')).to.be.true;
  });
});

describe('a page that pulls the focus back', () => {
  it('into its own dialog, as Bootstrap and jQuery UI do, does so in vain and not for ever', async () => {
    const theirs = await fixture<HTMLElement>(
      html`<div role="dialog" aria-label="Transfer" tabindex="-1"><button>Transfer</button></div>`,
    );
    const opener = theirs.querySelector('button');
    let pulls = 0;
    const enforce = ({ target }: FocusEvent) => {
      if (target instanceof Node && theirs.contains(target)) return;
      pulls++;
      theirs.focus();
    };
    document.addEventListener('focusin', enforce);
    opener?.focus();
    await harness.ask();
    expect(harness.focused === harness.field).to.be.true;
    await harness.press('Tab');
    expect(harness.focused === harness.part('toggle')).to.be.true;
    expect(pulls).to.be.at.most(3);
    await harness.press('Escape');
    await harness.waitUntilClosed();
    document.removeEventListener('focusin', enforce);
    expect(document.activeElement === opener).to.be.true;
  });

  it('or closes what is open at a click beside it, hears of no click inside the dialog', async () => {
    await harness.ask();
    const heard: string[] = [];
    const types = ['pointerdown', 'mousedown', 'click'];
    const listener = ({ type }: Event) => heard.push(type);
    for (const type of types) document.addEventListener(type, listener);
    await harness.point('toggle');
    for (const type of types) document.removeEventListener(type, listener);
    expect(harness.field.type).to.equal('text');
    expect(heard).to.be.empty;
  });

  it('hears of clicks on what it has put into a slot itself', async () => {
    harness = await DialogHarness.create(verifier, html`<button slot="footer" type="button">Why?</button>`);
    await harness.ask();
    let clicks = 0;
    const listener = () => clicks++;
    document.addEventListener('click', listener);
    harness.element.querySelector('button')?.click();
    document.removeEventListener('click', listener);
    expect(clicks).to.equal(1);
  });
});

describe('a library that hides the page around its modal from assistive technology', () => {
  const around = () => harness.element.parentElement?.getAttribute('aria-hidden');

  beforeEach(async () => {
    harness.element.parentElement?.setAttribute('aria-hidden', 'true');
    await harness.ask();
  });

  it('hides no open dialog of ours with it', async () => {
    expect(harness.element.closest('[aria-hidden=true]') === null).to.be.true;
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(around()).to.equal('true');
  });

  it('decides alone, afterwards, what a dialog that is never seen changes', async () => {
    await harness.press('Escape');
    await harness.waitUntilClosed();
    harness.element.parentElement?.setAttribute('aria-hidden', 'false');
    harness.askInBackground();
    harness.element.cancel();
    await waitUntil(() => harness.outcomes.length === 2);
    expect(around()).to.equal('false');
  });

  it('may close its modal first: then nothing is hidden again', async () => {
    harness.element.parentElement?.removeAttribute('aria-hidden');
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(around()).to.be.null;
  });
});

describe('a dialog over an element in full screen', () => {
  it('is seen and used there, and gives the focus back into it', async () => {
    const section = await fixture<HTMLElement>(html`<section><button>Transfer</button></section>`);
    const opener = section.querySelector('button');
    if (!opener) throw new Error('no opener');
    opener.addEventListener('click', () => void section.requestFullscreen(), { once: true });
    await sendMouse({ type: 'click', position: middleOf(opener) });
    await waitUntil(() => document.fullscreenElement === section, 'not in full screen', { timeout: 5000 });
    opener.focus();
    await harness.ask();
    expect(harness.isModal).to.be.true;
    expect(document.fullscreenElement === section).to.be.true;
    expect(harness.focused === harness.field).to.be.true;
    const [x, y] = middleOf(harness.part('heading'));
    expect(document.elementFromPoint(x, y) === harness.element).to.be.true;
    harness.element.cancel();
    await harness.waitUntilClosed();
    expect(document.activeElement === opener).to.be.true;
    await document.exitFullscreen();
  });
});

describe('what the page opens over the dialog', () => {
  beforeEach(async () => {
    await harness.ask();
    await harness.type('brown ');
  });

  afterEach(async () => {
    expect(harness.focused === harness.field, 'the focus is not back in the field').to.be.true;
    await harness.type('horse');
    await harness.press('Enter');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(verifier.answers).to.deep.equal([{ strategy: 'password', password: 'brown horse' }]);
  });

  it('as a modal dialog of its own, is left first, and nothing that was typed is lost', async () => {
    const theirs = await fixture<HTMLDialogElement>(html`<dialog><button>Stay signed in</button></dialog>`);
    theirs.showModal();
    expect(document.activeElement === theirs.querySelector('button')).to.be.true;
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !theirs.open);
    expect(harness.isModal).to.be.true;
    expect(harness.outcomes).to.be.empty;
  });

  it('as a message in the top layer, takes neither the focus nor what is typed', async () => {
    const toast = await fixture<HTMLElement>(html`<div popover="manual" role="status">Saved</div>`);
    toast.showPopover();
    expect(harness.isModal).to.be.true;
  });
});

describe('what the page puts into a slot', () => {
  it('takes no focus from the field as the dialog opens, though it asks for it', async () => {
    harness = await DialogHarness.create(verifier, html`<input slot="header" aria-label="Note" autofocus />`);
    await harness.ask();
    expect(harness.focused === harness.field).to.be.true;
  });

  it('tells the page what was typed into it, but of no key', async () => {
    harness = await DialogHarness.create(verifier, html`<input slot="footer" aria-label="Note" />`);
    await harness.ask();
    const heard = new Set<string>();
    const types = ['keydown', 'keyup', 'beforeinput', 'input', 'paste', 'change'];
    const listener = ({ type }: Event) => heard.add(type);
    for (const type of types) document.addEventListener(type, listener);
    const note = harness.element.querySelector('input');
    note?.focus();
    await harness.type('g');
    note?.blur();
    for (const type of types) document.removeEventListener(type, listener);
    expect([...heard]).to.deep.equal(['beforeinput', 'input', 'change']);
  });
});

describe('Tab at the end', () => {
  it('leads to the browser, or to the other end, but never into the page', async () => {
    await fixture(html`<button>Behind</button>`);
    await harness.ask();
    // By the eighth, Firefox is back from its toolbar: the page after this one would have no focus.
    for (let presses = 0; presses < 8; presses++) {
      await harness.press('Tab');
      expect([document.body, harness.element]).to.include(document.activeElement);
    }
    expect(harness.focused).not.to.be.null;
  });
});
