import { expect, waitUntil } from '@open-wc/testing';
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  emailCode,
  never,
  password,
  phoneCode,
  ScriptedVerifier,
  verificationWith,
} from '../harness/scripted-verifier.js';

/** WebKitGTK's driver knows neither command. */
const canEmulate = !/AppleWebKit(?!.*Chrome)/.test(navigator.userAgent);

describe('the layout', () => {
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([password, emailCode, phoneCode]));
    harness = await DialogHarness.create(verifier);
  });

  it('keeps its upper edge where it is from one view to the next', async () => {
    const tops = new Set<number>();
    const note = () => tops.add(harness.dialog.getBoundingClientRect().top);
    await harness.ask();
    note();
    await harness.click('other');
    note();
    await harness.click('back');
    await harness.answer('brown horse');
    await waitUntil(() => harness.has('success'));
    note();
    expect(tops).to.have.length(1);
  });

  it('keeps its height while an answer is on its way', async () => {
    await harness.ask();
    const before = harness.dialog.offsetHeight;
    verifier.onAttempt = never;
    await harness.answer('brown horse');
    expect(harness.dialog.offsetHeight).to.equal(before);
  });

  if (!canEmulate) return;

  it('needs no scrolling sideways at 320 pixels, nor at 400 % zoom', async () => {
    for (const size of [
      { width: 320, height: 640 },
      { width: 320, height: 256 },
    ]) {
      await setViewport(size);
      await harness.ask();
      const { dialog } = harness;
      expect(dialog.scrollWidth).to.be.at.most(dialog.clientWidth);
      const { left, right, top, bottom } = dialog.getBoundingClientRect();
      expect(left).to.be.at.least(0);
      expect(right).to.be.at.most(320);
      expect(top).to.be.at.least(0);
      expect(bottom).to.be.at.most(size.height + 1);
      for (let stops = 0; stops < 5; stops++) {
        // Nothing of ours lies over what has the focus, and the dialog scrolls to it. Firefox not where most is in sight.
        const focused = harness.focused?.getBoundingClientRect() ?? new DOMRect();
        const seen = Math.min(focused.bottom, bottom) - Math.max(focused.top, top);
        expect(seen, harness.focused?.outerHTML).to.be.above(focused.height / 2);
        await harness.press('Tab');
      }
      harness.element.cancel();
      await harness.waitUntilClosed();
    }
    await setViewport({ width: 800, height: 600 });
  });
});

/**
 * Tells the browser that its user wants less motion; where it cannot be told (Firefox takes that at its launch only, WebKit
 * not at all), what the style sheet says of such users holds for everybody.
 */
async function reduceMotion({ root }: DialogHarness, isReduced: boolean): Promise<void> {
  if (navigator.userAgent.includes('Chrome/')) {
    await emulateMedia({ reducedMotion: isReduced ? 'reduce' : 'no-preference' });
    return;
  }
  const rules = root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
  const [rule] = rules.filter((each) => each.cssText.includes('prefers-reduced-motion') || each === reduced);
  if (!(rule instanceof CSSMediaRule)) throw new Error('no rule for less motion');
  reduced = rule;
  rule.media.mediaText = isReduced ? 'all' : '(prefers-reduced-motion)';
}
let reduced: CSSMediaRule | undefined;

describe('motion', () => {
  it('is none where it is to be reduced, but for a spinner that turns slowly', async () => {
    const verifier = new ScriptedVerifier(verificationWith([password]));
    const harness = await DialogHarness.create(verifier);
    await harness.ask();
    verifier.onAttempt = never;
    await harness.answer('brown horse');
    const durations = () =>
      [
        getComputedStyle(harness.dialog),
        getComputedStyle(harness.dialog, '::backdrop'),
        getComputedStyle(harness.part('spinner')),
      ].map(({ animationDuration }) => animationDuration.split(', ').map(parseFloat));
    expect(durations()).to.deep.equal([[0.2], [0.2], [0.8]]);
    await reduceMotion(harness, true);
    expect(durations()).to.deep.equal([[0.001], [0.001], [4]]);
    await reduceMotion(harness, false);
  });
});
