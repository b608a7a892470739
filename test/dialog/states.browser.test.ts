import { expect, waitUntil } from '@open-wc/testing';
import { backgroundOf, contrast } from '../harness/contrast.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { show, states } from '../harness/dialog-states.js';
import { canForceColors, forceColors } from '../harness/forced-colors.js';
import { lackOfRoom, spaceText } from '../harness/room.js';
import { emailCode, password, refusal, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

/** Of every line of text, each icon and the field's frame (WCAG 2.2, 1.4.3 and 1.4.11). */
function expectContrast({ textElements, root }: DialogHarness): void {
  const expectAtLeast = (ratio: number, element: Element, property: 'color' | 'stroke' | 'borderTopColor') => {
    const actual = contrast(getComputedStyle(element)[property], backgroundOf(element));
    expect(actual, element.outerHTML).to.be.at.least(ratio);
  };
  for (const element of textElements) expectAtLeast(4.5, element, 'color');
  for (const icon of root.querySelectorAll('svg')) expectAtLeast(3, icon, 'stroke');
  for (const field of root.querySelectorAll('[part=field]')) expectAtLeast(3, field, 'borderTopColor');
}

for (const [name, open] of Object.entries(states)) {
  describe(`the state "${name}"`, () => {
    let harness: DialogHarness;

    beforeEach(async () => {
      harness = await open();
      await harness.settleRendering();
    });

    it('is accessible by all that axe can tell, and has the contrast that is needed, in light and in dark', async () => {
      for (const [scheme, surface] of [
        ['light', 'rgb(255, 255, 255)'],
        ['dark', 'rgb(27, 29, 35)'],
      ] as const) {
        document.documentElement.style.colorScheme = scheme;
        expect(getComputedStyle(harness.dialog).backgroundColor).to.equal(surface);
        await harness.settleRendering();
        expectContrast(harness);
        await expect(harness.element).to.be.accessible();
        document.documentElement.removeAttribute('style');
      }
    });

    it('has a name, a description, live regions, big targets, and the focus where it belongs', () => {
      const [label, description] = ['aria-labelledby', 'aria-describedby'].map((attribute) =>
        harness.root.getElementById(harness.dialog.getAttribute(attribute) ?? ''),
      );
      expect(label === harness.part('heading'), 'named by its heading').to.be.true;
      expect(harness.heading).not.to.equal('');
      expect(description?.textContent).to.contain('Sending money needs a fresh confirmation.');
      expect(harness.focused?.getAttribute('part')).to.equal(harness.has('input') ? 'input' : 'heading');
      expect(harness.root.querySelectorAll('[role=status].hidden')).to.have.length(2);
      const isReporting = /^(?:preparing|answering|submitting|choosing|failed)$/.test(harness.state);
      for (const part of ['alert', 'error', 'note']) expect(harness.has(part), part).to.equal(isReporting);
      for (const button of harness.root.querySelectorAll('button')) {
        const { ariaLabel: name, textContent: written } = button;
        // A countdown goes on after the name.
        const [whole, piece] = button.querySelector('[part=countdown]') ? [written, name] : [name, written.trim()];
        if (name) expect(whole, 'the name is what is written').to.contain(piece);
        expect(button.offsetHeight, button.outerHTML).to.be.at.least(44);
        expect(button.offsetWidth, button.outerHTML).to.be.at.least(44);
      }
      if (harness.has('input')) expect(parseFloat(getComputedStyle(harness.field).fontSize)).to.be.at.least(16);
      expect(harness.root.querySelector('[title]'), 'to be seen by a pointer only').to.be.null;
      expect(harness.root.querySelector('[style]'), 'refused by a content security policy').to.be.null;
    });

    it('advises only what it offers', () => {
      const advice = ['alert', 'error'].map((part) => (harness.has(part) ? harness.text(part) : '')).join(' ');
      // Or is being done.
      const isEnabled = (part: string) =>
        harness.isBusy || harness.part(part).getAttribute('aria-disabled') === 'false';
      const isOffered = (...parts: string[]) => parts.some((part) => harness.has(part) && isEnabled(part));
      const advised: [RegExp, boolean][] = [
        [/another method/, isOffered('other', 'instead')],
        [/ask for a new code/i, isOffered('resend')],
        [/try again(?! after)|continue/i, isOffered('submit')],
      ];
      for (const [words, isThere] of advised) expect(isThere || !words.test(advice), advice).to.be.true;
    });

    it('has room for its text 320 pixels wide, twice as big, and spaced as users may space it, and can be left', async () => {
      const { style } = harness.element;
      style.setProperty('--reverify-width', '320px');
      expect(lackOfRoom(harness), '320 pixels wide').to.be.empty;
      style.removeProperty('--reverify-width');
      style.setProperty('--reverify-font-size', '200%');
      expect(lackOfRoom(harness), 'twice as big').to.be.empty;
      style.removeProperty('--reverify-font-size');
      spaceText(harness);
      expect(lackOfRoom(harness), 'spaced').to.be.empty;
      await harness.click('close');
      await harness.waitUntilClosed();
      await waitUntil(() => harness.outcomes.length === 1);
    });

    if (!canForceColors) return;

    afterEach(() => forceColors(false));

    it('keeps its contrast and its frames in forced colours', async () => {
      await forceColors(true);
      expectContrast(harness);
      for (const box of harness.root.querySelectorAll('[part=submit], [part=method]')) {
        expect(contrast(getComputedStyle(box).borderTopColor, backgroundOf(harness.dialog))).to.be.at.least(3);
      }
      for (const link of harness.root.querySelectorAll('[part~=link][aria-disabled=false]')) {
        // It has no frame: were it in the colour of text, nobody would take it for a button.
        expect(getComputedStyle(link).color).not.to.equal(getComputedStyle(harness.part('heading')).color);
      }
      for (const spinner of harness.root.querySelectorAll('[part=spinner]')) {
        // Without its gap, nobody would see it turn.
        const { borderTopColor, borderLeftColor } = getComputedStyle(spinner);
        expect(borderTopColor).to.equal('rgba(0, 0, 0, 0)');
        expect(contrast(borderLeftColor, backgroundOf(spinner))).to.be.at.least(3);
      }
    });
  });
}

const outcome = async (harness: DialogHarness): Promise<string | undefined> => {
  await harness.waitUntilClosed();
  await waitUntil(() => harness.outcomes.length === 1);
  return harness.outcomes[0];
};

describe('a dialog that cannot go on', () => {
  it('says that it could not start, and tries again', async () => {
    const verifier = new ScriptedVerifier(verificationWith([password]));
    verifier.onStart = () => Promise.reject(new TypeError('Failed to fetch'));
    const harness = await DialogHarness.create(verifier);
    await harness.ask();
    expect(harness.heading).to.equal('That did not work');
    expect(harness.text('alert')).to.contain('No connection.');
    verifier.onStart = () => verifier.verification;
    await harness.click('submit');
    await harness.waitForStability();
    expect(harness.focused === harness.field).to.be.true;
    expect(verifier.started).to.have.length(2);
  });

  it('rejects as failed, with the cause, where the user closes it instead', async () => {
    const cause = refusal(500, 'internal');
    const verifier = new ScriptedVerifier(verificationWith([]));
    verifier.onStart = () => Promise.reject(cause);
    const harness = await DialogHarness.create(verifier);
    const failed = harness.element.verify().catch((error: unknown) => error);
    await harness.waitForStability();
    expect(harness.text('alert')).to.contain('on our side');
    await harness.press('Escape');
    const error = await failed;
    expect(error).to.include({ code: 'reverification_failed' });
    expect(error instanceof Error && error.cause === cause).to.be.true;
  });

  it("shows the application's help where there is no usable factor, and rejects as unavailable", async () => {
    const harness = await show(verificationWith([]));
    expect(harness.heading).to.equal('We can’t confirm it’s you here');
    expect(harness.element.querySelector('[slot=help]')?.checkVisibility()).to.be.true;
    await harness.click('submit');
    expect(await outcome(harness)).to.equal('reverification_unavailable');
  });

  it('says that the session has changed, and rejects as that', async () => {
    const harness = await show(verificationWith([password]), (verifier) => {
      verifier.onAttempt = () => Promise.reject(refusal(401, 'authentication_invalid'));
    });
    await harness.answer('brown horse');
    await harness.waitForStability();
    expect(harness.heading).to.equal('You are signed out');
    await harness.press('Escape');
    expect(await outcome(harness)).to.equal('session_changed');
  });

  it('shows help among the methods, but not beside a field', async () => {
    const harness = await show(verificationWith([password, emailCode]));
    const help = harness.element.querySelector('[slot=help]');
    const footer = harness.element.querySelector('[slot=footer]');
    expect(help?.checkVisibility()).to.be.false;
    expect(footer?.checkVisibility()).to.be.true;
    await harness.click('other');
    expect(help?.checkVisibility()).to.be.true;
  });
});
