import { expect, waitUntil } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/errors.js';
import { ReverifyDialog } from '../../src/dialog/reverify-dialog.js';
import type { Verification } from '../../src/protocol/verification.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, never, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

describe('opening the dialog', () => {
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
    harness = await DialogHarness.create(verifier);
  });

  it('does nothing before it is asked', () => {
    expect(harness.element.open).to.be.false;
    expect(harness.root.querySelector('input, form, button')).to.be.null;
    expect(verifier.started).to.be.empty;
  });

  it('is modal, says so by its attribute, and starts a verification of the level asked for', async () => {
    await harness.ask('strict_mfa');
    expect(harness.isModal).to.be.true;
    expect(harness.element.open).to.be.true;
    expect(harness.element.hasAttribute('open')).to.be.true;
    expect(verifier.started).to.deep.equal([{ level: 'multi_factor' }]);
  });

  it('waits, in a page that is prerendered, until the user opens that', async () => {
    const page = Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    const controller = new AbortController();
    try {
      const left = harness.element.verify('strict', { signal: controller.signal }).catch((error: unknown) => error);
      harness.askInBackground();
      await harness.element.updateComplete;
      expect(harness.isBusy).to.be.false;
      controller.abort();
      Reflect.deleteProperty(page, 'prerendering');
      page.dispatchEvent(new Event('prerenderingchange'));
      expect(isReverificationCancelledError(await left)).to.equal(true);
    } finally {
      Reflect.deleteProperty(page, 'prerendering');
    }
    await harness.waitForStability();
    expect(harness.isModal).to.be.true;
    expect(verifier.started).to.have.length(1);
  });

  it('resolves with the verification before its confirmation has gone', async () => {
    const verified = harness.element.verify();
    await harness.waitForStability();
    await harness.answer('brown horse');
    expect((await verified).status).to.equal('complete');
    expect(harness.element.open).to.be.true;
    await harness.settleRendering();
    expect(harness.heading).to.equal('Confirmed');
    expect(harness.focused === harness.part('heading')).to.be.true;
    await harness.waitUntilClosed();
  });

  it('never shows itself where the session turns out to be verified at once', async () => {
    verifier.onStart = () => verificationWith([password], { status: 'complete' });
    await harness.element.verify();
    expect(harness.element.open).to.be.false;
    await harness.element.updateComplete;
    expect(harness.root.querySelector('dialog[open]')).to.equal(null);
  });

  it('names the action for the server, and shows why it asks as text', async () => {
    const action = { id: 'act_1', summary: 'Send <b>€250.00</b> to Bob' };
    await harness.ask('strict', { action, reason: 'Moving <i>money</i> needs a fresh confirmation.' });
    expect(verifier.started).to.deep.equal([{ level: 'second_factor', actionId: 'act_1' }]);
    expect(harness.text('reason')).to.equal('Moving <i>money</i> needs a fresh confirmation.');
    expect(harness.text('action')).to.equal('You are approving Send <b>€250.00</b> to Bob');
    expect(harness.text('account')).to.contain('jane@example.com');
  });

  it("shows the server's own record of the action in place of the page's", async () => {
    verifier.onStart = () =>
      verificationWith([password], { action: { id: 'act_1', summary: 'Send €9,999.00 to Eve' } });
    await harness.ask('strict', { action: { id: 'act_1', summary: 'Send €1.00 to Bob' } });
    expect(harness.text('action')).to.contain('Send €9,999.00 to Eve');
    expect(harness.visibleText).not.to.contain('Bob');
  });

  it('opens with the first answer, and is made ready meanwhile', async () => {
    let answer: (verification: Verification) => void = () => undefined;
    verifier.onStart = () => new Promise((resolve) => (answer = resolve));
    harness.askInBackground();
    await waitUntil(() => harness.state === 'starting');
    expect(harness.element.open, 'before').to.be.false;
    const opened: string[] = [];
    harness.dialog.showModal = function () {
      opened.push(harness.state);
      HTMLDialogElement.prototype.showModal.call(this);
    };
    answer(verificationWith([password]));
    await harness.waitForStability();
    expect(opened).to.deep.equal(['answering']);
    expect(harness.focused === harness.field).to.be.true;
  });

  it('opens without an answer where that takes longer than 150 ms', async () => {
    verifier.onStart = never;
    const asked = performance.now();
    harness.askInBackground();
    await waitUntil(() => harness.element.open);
    expect(performance.now() - asked).to.be.at.least(149);
    expect(harness.text('starting')).to.equal('One moment…');
  });

  it('keeps nobody waiting where it cannot be drawn, and works again where it can', async () => {
    verifier.onStart = () => verificationWith([emailCode]);
    // @ts-expect-error: what a page in JavaScript may do
    harness.element.messages = { sent: 42 };
    const error: unknown = await harness.element.verify().catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'reverification_failed' });
    expect(error).to.have.property('cause').that.is.instanceOf(TypeError);
    expect(harness.root.querySelector('dialog[open]')).to.be.null;
    harness.element.messages = {};
    await harness.ask();
    await harness.answer('123456');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });

  it('rejects a bad config with a TypeError that names the good ones', async () => {
    // @ts-expect-error: what a page in JavaScript may do
    const error: unknown = await harness.element.verify('strictest').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
    expect(String(error)).to.contain('strict_mfa');
    expect(harness.element.open).to.be.false;
  });
});

describe('two callers', () => {
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([password]));
    harness = await DialogHarness.create(verifier);
  });

  it('share one dialog where the answer covers both', async () => {
    harness.askInBackground('strict_mfa');
    harness.askInBackground('lax');
    await harness.waitForStability();
    await harness.answer('brown horse');
    await waitUntil(() => harness.outcomes.length === 2);
    expect(harness.outcomes).to.deep.equal(['verified', 'verified']);
    expect(verifier.started).to.have.length(1);
  });

  it('are asked one after the other where it does not', async () => {
    harness.askInBackground('lax');
    harness.askInBackground('strict_mfa');
    await harness.waitForStability();
    await harness.answer('brown horse');
    await waitUntil(() => verifier.started.length === 2);
    expect(verifier.started.map(({ level }) => level)).to.deep.equal(['second_factor', 'multi_factor']);
    expect(harness.outcomes).to.deep.equal(['verified']);
    await waitUntil(() => harness.isModal && harness.has('input'));
    await harness.waitForStability();
    await harness.answer('brown horse');
    await waitUntil(() => harness.outcomes.length === 2);
  });

  it('do not share the approval of two different actions', async () => {
    harness.askInBackground('strict', { action: { id: 'act_1', summary: 'Send €1 to Bob' } });
    harness.askInBackground('strict', { action: { id: 'act_2', summary: 'Send €2 to Bob' } });
    await harness.waitForStability();
    expect(harness.text('action')).to.contain('€1');
    await harness.press('Escape');
    await waitUntil(() => verifier.started.length === 2);
    await harness.waitForStability();
    expect(harness.text('action')).to.contain('€2');
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
  });

  it('may leave one by one: the dialog closes with the last', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    harness.askInBackground('strict', { signal: one.signal });
    harness.askInBackground('strict', { signal: other.signal });
    await harness.waitForStability();
    one.abort();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.element.open).to.be.true;
    other.abort();
    await harness.waitUntilClosed();
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled', 'reverification_cancelled']);
  });

  it('do not share a dialog that closes because all others have left', async () => {
    const controller = new AbortController();
    await harness.ask('strict', { signal: controller.signal });
    controller.abort();
    harness.askInBackground('strict');
    await waitUntil(() => verifier.started.length === 2, 'the second caller is not asked');
    await harness.waitForStability();
    await harness.answer('brown horse');
    await waitUntil(() => harness.outcomes.length === 2);
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled', 'verified']);
  });

  it('that wait for their turn may leave, too', async () => {
    const controller = new AbortController();
    await harness.ask('lax');
    harness.askInBackground('strict_mfa', { signal: controller.signal });
    controller.abort();
    await waitUntil(() => harness.outcomes.length === 1);
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(verifier.started).to.have.length(1);
  });

  it('are all cancelled by cancel(), and none is asked afterwards', async () => {
    harness.askInBackground('lax');
    harness.askInBackground('strict_mfa');
    await harness.waitForStability();
    harness.element.cancel();
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 2);
    expect(verifier.started).to.have.length(1);
  });

  it('that come with an aborted signal are not asked at all', async () => {
    const error = await harness.element
      .verify('strict', { signal: AbortSignal.abort('gone') })
      .catch((e: unknown) => e);
    expect(error).to.include({ code: 'reverification_cancelled', cause: 'gone' });
    expect(verifier.started).to.be.empty;
  });
});

describe('defining the tag', () => {
  it('warns with both versions, and carries on, where another copy was there first', () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (message: unknown) => warnings.push(message);
    class Other extends ReverifyDialog {
      static override readonly version = '9.9.9';
    }
    Other.define();
    ReverifyDialog.define();
    console.warn = warn;
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('9.9.9').and.to.contain(ReverifyDialog.version);
  });

  it('lets a bad name throw', () => {
    expect(() => {
      ReverifyDialog.define('nohyphen');
    }).to.throw();
  });
});
