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
      harness.element.cancel();
      await harness.waitUntilClosed();
    }
    await setViewport({ width: 800, height: 600 });
  });

  // Firefox takes a preference for motion at its launch only.
  if (navigator.userAgent.includes('Firefox')) return;

  it('does not move where motion is to be reduced', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    await harness.ask();
    const { animationDuration } = getComputedStyle(harness.dialog);
    await emulateMedia({ reducedMotion: 'no-preference' });
    expect(animationDuration).to.match(/^0.001s/);
  });
});
