import { expect, waitUntil } from '@open-wc/testing';
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import type { Verification } from '../../src/protocol/verification.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  emailCode,
  never,
  password,
  phoneCode,
  refusal,
  ScriptedVerifier,
  verificationWith,
} from '../harness/scripted-verifier.js';

/** WebKitGTK's driver knows neither command. */
const canEmulate = !/AppleWebKit(?!.*Chrome)/.test(navigator.userAgent);

/** What the style sheet says under a condition, which a test then sets for everybody. */
function mediaRule({ root }: DialogHarness, condition: string): CSSMediaRule {
  const rules = root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
  const rule = rules.find((each) => each instanceof CSSMediaRule && each.cssText.includes(condition));
  if (!(rule instanceof CSSMediaRule)) throw new Error(`no rule for ${condition}`);
  return rule;
}

describe('the layout', () => {
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([password, emailCode, phoneCode]));
    harness = await DialogHarness.create(verifier);
  });

  /** Goes through views of many heights, and looks at each of them. */
  async function leaf(look: (view: string) => void): Promise<void> {
    let fail = (): void => undefined;
    verifier.onStart = () =>
      new Promise<Verification>((_, reject) => {
        fail = () => reject(new TypeError('Failed to fetch'));
      });
    harness.askInBackground();
    await waitUntil(() => harness.element.open, 'not seen', { timeout: 8000 });
    look('starting');
    fail();
    await waitUntil(() => harness.state === 'failed', 'not seen', { timeout: 8000 });
    look('failed');
    verifier.onStart = () => verifier.verification;
    await harness.click('submit');
    await harness.waitForStability();
    look('password');
    await harness.click('other');
    look('choosing');
    harness.root.querySelectorAll<HTMLElement>('[part=method]')[1]?.click();
    await harness.waitForStability();
    look('code');
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_code_incorrect', { attemptsLeft: 3 }));
    await harness.answer('111111');
    await waitUntil(() => harness.text('error') !== '', 'not seen', { timeout: 8000 });
    look('wrong');
    verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
    await harness.answer('222222');
    await waitUntil(() => harness.has('success'), 'not seen', { timeout: 8000 });
    look('success');
  }

  it('keeps its upper edge where it is from one view to the next', async () => {
    const tops = new Set<number>();
    await leaf(() => tops.add(harness.dialog.getBoundingClientRect().top));
    expect(tops).to.have.length(1);
  });

  describe('of a phone', () => {
    let rule: CSSMediaRule;
    const sheet = new CSSStyleSheet();

    beforeEach(async () => {
      await import('../../src/dialog/interior.js');
      await harness.ask();
      harness.element.cancel();
      await harness.waitUntilClosed();
      rule = mediaRule(harness, 'width <= 480px');
      rule.media.mediaText = 'all';
      harness.root.adoptedStyleSheets = [...harness.root.adoptedStyleSheets, sheet];
    });

    afterEach(() => {
      rule.media.mediaText = '(width <= 480px)';
      sheet.replaceSync('');
    });

    it('stands on its lower edge, and keeps the upper one where it is, however little is in a view', async () => {
      // Without room of its own, so that each view would be as high as what is in it.
      sheet.replaceSync(
        '[part=panel] { min-block-size: 0 !important; font-size: 8px !important; padding: 0 !important }',
      );
      const heights = new Set<number>();
      await leaf((view) => {
        const { top, bottom } = harness.dialog.getBoundingClientRect();
        expect([top, bottom], view).to.deep.equal([16, innerHeight]);
        const panel = harness.part('panel').getBoundingClientRect();
        expect(panel.bottom, 'filled to the end').to.be.closeTo(bottom, 2);
        const last = [...harness.root.querySelectorAll('form, [part=methods], [part=success], [part=submit]')].at(-1);
        heights.add(Math.round(last?.getBoundingClientRect().bottom ?? 0));
      });
      expect(heights.size, 'views of many heights').to.be.above(3);
    });

    it('is never higher than the screen: what has more to show scrolls', async () => {
      sheet.replaceSync('[part=panel] { font-size: 40px !important }');
      await leaf((view) => {
        const { dialog } = harness;
        expect(dialog.getBoundingClientRect().top, view).to.equal(16);
        expect(dialog.scrollWidth, view).to.be.at.most(dialog.clientWidth);
      });
    });
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
async function reduceMotion(harness: DialogHarness, isReduced: boolean): Promise<void> {
  if (navigator.userAgent.includes('Chrome/')) {
    await emulateMedia({ reducedMotion: isReduced ? 'reduce' : 'no-preference' });
    return;
  }
  reduced ??= mediaRule(harness, 'prefers-reduced-motion');
  reduced.media.mediaText = isReduced ? 'all' : '(prefers-reduced-motion)';
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
