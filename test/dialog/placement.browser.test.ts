import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { ReverifyDialog } from '../../src/dialog/reverify-dialog.js';
import { overrideMethod } from '../../src/intercept/property-override.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, never, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

let verifier: ScriptedVerifier;
let harness: DialogHarness;

beforeEach(async () => {
  verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  harness = await DialogHarness.create(verifier);
});

/** Ways in which a page shows nothing of what is in `place`. */
const hidings: Record<string, (place: HTMLElement) => void> = {
  'an ancestor is not displayed': (place) => (place.style.display = 'none'),
  'an ancestor is hidden': (place) => (place.hidden = true),
  'an ancestor is hidden until something in it is found': (place) => place.setAttribute('hidden', 'until-found'),
  'the content of an ancestor is not visible': (place) => (place.style.contentVisibility = 'hidden'),
  'a shadow tree around it has no slot': (place) => place.attachShadow({ mode: 'open' }),
  'it is in details that are closed': (place) => {
    const details = document.createElement('details');
    place.before(details);
    details.append(place);
  },
};

async function within(element: HTMLElement): Promise<HTMLElement> {
  const place = await fixture<HTMLElement>(html`<div></div>`);
  place.append(element);
  return place;
}

/** The page can be seen, scrolled and clicked as if there were no dialog. */
async function expectFreePage(): Promise<void> {
  const button = await fixture<HTMLElement>(html`<button style="position: fixed; inset: 0 auto auto 0">Page</button>`);
  const { left, top, width, height } = button.getBoundingClientRect();
  expect(document.elementFromPoint(left + width / 2, top + height / 2) === button, 'the page is inert').to.be.true;
  expect(getComputedStyle(document.documentElement).overflow).not.to.contain('hidden');
  expect(harness.root.querySelector(':modal')).to.be.null;
}

async function expectOutcome(...outcomes: string[]): Promise<void> {
  await waitUntil(() => harness.outcomes.length === outcomes.length, 'a caller is left waiting');
  expect(harness.outcomes).to.deep.equal(outcomes);
}

describe('a dialog that cannot be seen', () => {
  for (const [how, hide] of Object.entries(hidings)) {
    it(`is not opened where ${how}`, async () => {
      hide(await within(harness.element));
      const error: unknown = await harness.element.verify().catch((reason: unknown) => reason);
      expect(error).to.include({ name: 'ReverificationError', code: 'reverification_failed' });
      expect(String(error)).to.contain('not displayed');
      expect(harness.element.open).to.be.false;
    });

    it(`settles, and frees the page, where ${how} while it is open`, async () => {
      const place = await within(harness.element);
      await harness.ask();
      hide(place);
      await expectOutcome('reverification_failed');
      await expectFreePage();
    });

    it(`settles, and frees the page, when it is moved to where ${how}`, async () => {
      const place = await fixture<HTMLElement>(html`<div></div>`);
      hide(place);
      await harness.ask();
      place.append(harness.element);
      await expectOutcome('reverification_failed');
      await expectFreePage();
    });
  }

  it('is seen where an ancestor is invisible', async () => {
    const place = await within(harness.element);
    place.style.visibility = 'hidden';
    await harness.ask();
    expect(getComputedStyle(harness.dialog).visibility).to.equal('visible');
    expect(harness.focused === harness.field).to.be.true;
  });

  it('is seen, and used, inside an inert part of the page', async () => {
    harness.element.parentElement?.setAttribute('inert', '');
    await harness.ask();
    expect(harness.focused === harness.field).to.be.true;
    await harness.point('toggle');
    expect(harness.field.type).to.equal('text');
    await harness.type('brown horse');
    await harness.press('Enter');
    await expectOutcome('verified');
    expect(verifier.answers).to.deep.equal([{ strategy: 'password', password: 'brown horse' }]);
  });

  it('is not opened where the element is not in the page', async () => {
    const error: unknown = await new ReverifyDialog().verify().catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'reverification_failed' });
  });

  for (const [what, act] of [
    ['hidden', (element: HTMLElement) => (element.hidden = true)],
    ['removed', (element: HTMLElement) => element.remove()],
  ] as const) {
    it(`is not opened, and freezes no page, where it is ${what} after it was asked for`, async () => {
      let opened = 0;
      const restore = overrideMethod(HTMLDialogElement.prototype, 'showModal', () => () => opened++);
      harness.askInBackground('strict');
      harness.askInBackground('strict_mfa');
      act(harness.element);
      await expectOutcome('reverification_failed', 'reverification_failed');
      restore();
      expect(opened).to.equal(0);
      await expectFreePage();
    });
  }

  it('settles, and frees the page, where the browser does not open it', async () => {
    const failure = new DOMException('a popover', 'InvalidStateError');
    const restore = overrideMethod(HTMLDialogElement.prototype, 'showModal', () => () => {
      throw failure;
    });
    const error: unknown = await harness.element.verify().catch((reason: unknown) => reason);
    restore();
    expect(error).to.include({ code: 'reverification_failed', cause: failure });
    expect(harness.element.open).to.be.false;
    await expectFreePage();
    await harness.ask();
    expect(harness.isModal).to.be.true;
  });

  it('settles, and frees the page, when it is hidden while open; shown again, it stays closed', async () => {
    await harness.ask();
    harness.element.hidden = true;
    await expectOutcome('reverification_failed');
    harness.element.hidden = false;
    await harness.element.updateComplete;
    await expectFreePage();
  });
});

describe('a dialog that is removed', () => {
  it('settles, and works again when it is put back', async () => {
    await harness.ask();
    const parent = harness.element.parentElement;
    harness.element.remove();
    await expectOutcome('reverification_failed');
    await expectFreePage();
    parent?.append(harness.element);
    await harness.ask();
    expect(harness.isModal).to.be.true;
    expect(harness.focused === harness.field).to.be.true;
  });

  it('settles while an answer is on its way, whatever becomes of that', async () => {
    let complete: () => void = () => undefined;
    verifier.onAttempt = () =>
      new Promise((resolve) => (complete = () => resolve({ ...verifier.verification, status: 'complete' })));
    await harness.ask();
    await harness.answer('brown horse');
    const parent = harness.element.parentElement;
    harness.element.remove();
    await expectOutcome('reverification_failed');
    parent?.append(harness.element);
    complete();
    await nextFrame();
    await expectFreePage();
    expect(harness.outcomes).to.deep.equal(['reverification_failed']);
  });

  it('settles when all of the page is replaced', async () => {
    await harness.ask();
    const { body } = document;
    body.replaceWith(document.createElement('body'));
    await expectOutcome('reverification_failed');
    document.body.replaceWith(body);
    await expectFreePage();
  });
});

/** Ways in which frameworks move an element. */
const moves: Record<string, (element: HTMLElement, to: HTMLElement) => void> = {
  'is appended elsewhere': (element, to) => to.append(element),
  'is removed and put back at once': (element, to) => {
    element.remove();
    to.append(element);
  },
  'comes with what is around it': (element, to) => to.append(element.parentElement ?? element),
  'is given to a slot': (element, to) => {
    to.attachShadow({ mode: 'open' }).innerHTML = '<slot></slot>';
    to.append(element);
  },
  ...('moveBefore' in Element.prototype && {
    'is moved without being removed': (element: HTMLElement, to: HTMLElement) => to.moveBefore(element, null),
  }),
};

describe('a dialog that is moved', () => {
  let to: HTMLElement;
  beforeEach(async () => {
    await within(harness.element);
    to = await fixture<HTMLElement>(html`<section></section>`);
  });

  for (const [how, move] of Object.entries(moves)) {
    it(`goes on, modal, with what was typed, where it ${how}`, async () => {
      await harness.ask();
      await harness.type('half a pasw');
      move(harness.element, to);
      await nextFrame();
      expect(harness.isModal).to.be.true;
      expect(harness.field.value).to.equal('half a pasw');
      expect(harness.focused === harness.field).to.be.true;
      await harness.click('submit');
      await expectOutcome('verified');
      await harness.waitUntilClosed();
      await expectFreePage();
    });

    it(`opens where it ${how} before anything is there`, async () => {
      harness.askInBackground();
      move(harness.element, to);
      await harness.waitForStability();
      expect(harness.focused === harness.field).to.be.true;
      await harness.answer('brown horse');
      await expectOutcome('verified');
    });

    it(`gets the answer that was on its way where it ${how}`, async () => {
      let complete: () => void = () => undefined;
      verifier.onAttempt = () =>
        new Promise((resolve) => (complete = () => resolve({ ...verifier.verification, status: 'complete' })));
      await harness.ask();
      await harness.answer('brown horse');
      move(harness.element, to);
      complete();
      await expectOutcome('verified');
      await harness.waitUntilClosed();
      await expectFreePage();
    });
  }
});

describe('a dialog that is moved into another document', () => {
  let frame: HTMLIFrameElement;
  beforeEach(async () => {
    frame = await fixture<HTMLIFrameElement>(html`<iframe title="Another document"></iframe>`);
  });

  const adopt = () => frame.contentDocument?.body.append(harness.element);

  it('settles, and frees both; put back, it works and looks as before', async () => {
    await harness.ask();
    const { width, borderRadius } = getComputedStyle(harness.dialog);
    const parent = harness.element.parentElement;
    adopt();
    await expectOutcome('reverification_failed');
    await expectFreePage();
    parent?.append(harness.element);
    await harness.ask();
    expect(getComputedStyle(harness.dialog)).to.include({ width, borderRadius });
    await harness.answer('brown horse');
    await expectOutcome('reverification_failed', 'verified');
  });

  it('settles where the API has not answered yet', async () => {
    verifier.onStart = never;
    harness.askInBackground();
    adopt();
    await expectOutcome('reverification_failed');
    await expectFreePage();
  });

  it('does not open there', async () => {
    adopt();
    harness.askInBackground();
    await expectOutcome('reverification_failed');
    await expectFreePage();
  });
});
