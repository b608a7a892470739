import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import type { Verification } from '../../src/protocol/verification.js';
import type { VerifierOptions } from '../../src/verification/verifier.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { never, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';
import { aged, FRESH, OtherTab, STALE, staleVerifier } from './other-tab.js';

let verifier: ScriptedVerifier;
let harness: DialogHarness;
let other: OtherTab;

before(async () => {
  // The first opening of all also loads what listens: see below.
  harness = await DialogHarness.create(staleVerifier());
  await harness.ask();
  harness.element.cancel();
  await harness.waitUntilClosed();
});

beforeEach(async () => {
  other = new OtherTab();
  verifier = staleVerifier();
  harness = await DialogHarness.create(verifier);
});

afterEach(() => {
  harness.element.cancel();
  other.close();
});

/** The other tab has verified the session, and said so. */
function verifyElsewhere(): void {
  verifier.onSession = () => aged(FRESH);
  other.verified();
}

/** Until the dialog has asked the server so often, and has dealt with the answers. */
async function looked(times: number): Promise<void> {
  await waitUntil(() => verifier.sessions === times, `expected ${times} looks, saw ${verifier.sessions}`);
  await aTimeout(0);
}

describe('A success in another tab', () => {
  it('closes the dialog as verified, and its callers go on', async () => {
    const told: Verification[] = [];
    harness.element.addEventListener('reverify-verified', ({ verification }) => told.push(verification));
    harness.askInBackground();
    await harness.ask();
    verifyElsewhere();
    await waitUntil(() => harness.outcomes.length === 2);
    expect(harness.outcomes).to.deep.equal(['verified', 'verified']);
    await harness.settleRendering();
    expect(harness.heading).to.equal('Confirmed');
    await waitUntil(() => !harness.element.open, 'the dialog stays open', { timeout: 3000 });
    expect(told.map(({ status, session }) => [status, session])).to.deep.equal([['complete', aged(FRESH)]]);
    expect(verifier.answers).to.be.empty;
    expect(verifier.sessions).to.equal(1);
  });

  it('is told by one dialog to all others of its endpoint', async () => {
    const elsewhere = await DialogHarness.create(staleVerifier());
    await harness.ask();
    await elsewhere.ask();
    verifier.onSession = () => aged(FRESH);
    await elsewhere.answer('brown horse');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(verifier.answers).to.be.empty;
  });

  it('is told with the id of the session, and nothing else', async () => {
    await harness.ask();
    await harness.answer('brown horse');
    await waitUntil(() => other.heard.length > 0);
    await other.delivered();
    expect(other.heard).to.deep.equal([{ session: 'sess_1' }]);
  });

  it('is told by who heard of it in time, and by nobody who cancelled', async () => {
    await harness.ask();
    harness.element.cancel();
    await harness.waitUntilClosed();
    await harness.ask();
    verifyElsewhere();
    await waitUntil(() => other.heard.length > 0);
    await other.delivered();
    expect(other.heard).to.deep.equal([{ session: 'sess_1' }]);
  });

  it('leaves a dialog with another endpoint as it is', async () => {
    const bank = new OtherTab('/bank/reverification');
    await harness.ask();
    verifier.onSession = () => aged(STALE);
    bank.verified();
    await bank.delivered();
    expect(verifier.sessions).to.equal(0);
    other.verified();
    await looked(1);
    bank.close();
  });

  it('while the verification is being started counts as soon as that is answered', async () => {
    const { promise, resolve } = answerLater();
    verifier.onStart = () => promise;
    harness.askInBackground();
    verifyElsewhere();
    await other.delivered();
    expect(verifier.sessions).to.equal(0);
    resolve(verifier.verification);
    await waitUntil(() => harness.outcomes.includes('verified'));
  });

  it('overtakes an answer that is on its way', async () => {
    verifier.onAttempt = never;
    await harness.ask();
    await harness.answer('brown horse');
    verifyElsewhere();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });
});

describe('Before requests are sent again', () => {
  class ActivatingVerifier extends ScriptedVerifier {
    readonly activated: Verification[] = [];
    onActivate: (options: VerifierOptions) => Promise<void> = () => Promise.resolve();

    activate(verification: Verification, options: VerifierOptions): Promise<void> {
      this.activated.push(verification);
      return this.onActivate(options);
    }
  }

  let activating: ActivatingVerifier;

  beforeEach(() => {
    activating = new ActivatingVerifier(verificationWith([password], { session: aged(STALE) }));
    activating.onSession = () => aged(FRESH);
    harness.element.verifier = activating;
  });

  it('this tab gets what it needs as well: a token of its own, say', async () => {
    let activate: () => void = () => undefined;
    activating.onActivate = () => new Promise((resolve) => (activate = resolve));
    await harness.ask();
    harness.field.value = 'brown ho';
    other.verified();
    await waitUntil(() => activating.activated.length === 1);
    await harness.settleRendering();
    expect(harness.isBusy).to.be.true;
    expect(harness.field.value).to.equal('brown ho');
    expect(harness.outcomes).to.be.empty;
    activate();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(activating.activated.map(({ status }) => status)).to.deep.equal(['complete']);
  });

  it('that can be tried again if it fails, without asking the user', async () => {
    activating.onActivate = () => Promise.reject(new TypeError('Failed to fetch'));
    await harness.ask();
    other.verified();
    await waitUntil(() => activating.activated.length === 1);
    await harness.waitForStability();
    expect(harness.heading).to.equal('That did not work');
    expect(harness.outcomes).to.be.empty;
    activating.onActivate = () => Promise.resolve();
    await harness.click('submit');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(activating.answers).to.be.empty;
  });
});

describe('What another tab says releases nobody', () => {
  it('whose session the server does not find fresh enough: the dialog stays, with what was typed', async () => {
    await harness.ask();
    await harness.type('brown h');
    verifier.onSession = () => aged(STALE);
    other.verified();
    await looked(1);
    expect(harness.isModal).to.be.true;
    expect(harness.field.value).to.equal('brown h');
    expect(harness.focused).to.equal(harness.field);
    expect(harness.outcomes).to.be.empty;
  });

  it('unless it is fresh enough for every caller', async () => {
    harness.askInBackground({ level: 'second_factor', afterMinutes: 15 });
    await harness.ask({ level: 'second_factor', afterMinutes: 5 });
    verifier.onSession = () => aged([7, 7]);
    other.verified();
    await looked(1);
    expect(harness.outcomes).to.be.empty;
    verifier.onSession = () => aged([4, 4]);
    other.verified();
    await waitUntil(() => harness.outcomes.length === 2, 'not released', { timeout: 3000 });
  });

  it('who is to approve an action: that is done here or not at all', async () => {
    await harness.ask('strict', { action: { id: 'act_1', summary: 'Send €250.00 to Bob' } });
    verifyElsewhere();
    document.dispatchEvent(new Event('visibilitychange'));
    await looked(1);
    expect(harness.isModal).to.be.true;
    expect(harness.outcomes).to.be.empty;
  });

  it('whose session was as fresh when the API refused it: the API wants something else', async () => {
    verifier.onStart = () => verificationWith([password], { session: aged([3, 3]) });
    await harness.ask();
    verifyElsewhere();
    document.dispatchEvent(new Event('visibilitychange'));
    await looked(1);
    expect(harness.outcomes).to.be.empty;
  });

  it('whose session is not known, by name or by age', async () => {
    for (const session of [
      { factorVerificationAge: STALE, publicUserData: {} },
      { id: 'sess_1', publicUserData: {} },
    ]) {
      const silent = staleVerifier({ session });
      silent.onSession = () => aged(FRESH);
      harness.element.verifier = silent;
      await harness.ask();
      other.verified();
      document.dispatchEvent(new Event('visibilitychange'));
      await waitUntil(() => silent.sessions === 1);
      await aTimeout(0);
      expect(harness.isModal).to.be.true;
      harness.element.cancel();
      await harness.waitUntilClosed();
    }
  });

  it('where the verifier cannot tell how fresh the session is', async () => {
    const { verification } = verifier;
    const start = () => Promise.resolve(verification);
    harness.element.verifier = { start, prepare: start, attempt: start };
    await harness.ask();
    other.verified();
    document.dispatchEvent(new Event('visibilitychange'));
    await aTimeout(0);
    expect(harness.isModal).to.be.true;
    expect(harness.outcomes).to.be.empty;
  });
});

function answerLater() {
  let resolve: (verification: Verification) => void = () => undefined;
  const promise = new Promise<Verification>((settle) => (resolve = settle));
  return { promise, resolve };
}
