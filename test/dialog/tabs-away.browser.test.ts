import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import type { SessionInfo } from '../../src/protocol/verification.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { refusal } from '../harness/scripted-verifier.js';
import type { ScriptedVerifier } from '../harness/scripted-verifier.js';
import { aged, FRESH, OtherTab, STALE, staleVerifier } from './other-tab.js';

let verifier: ScriptedVerifier;
let harness: DialogHarness;

before(async () => {
  harness = await DialogHarness.create(staleVerifier());
  await harness.ask();
  harness.element.cancel();
  await harness.waitUntilClosed();
});

beforeEach(async () => {
  verifier = staleVerifier();
  verifier.onSession = () => aged(STALE);
  harness = await DialogHarness.create(verifier);
});

const { setTimeout: realSetTimeout } = globalThis;

afterEach(() => {
  globalThis.setTimeout = realSetTimeout;
  Reflect.deleteProperty(document, 'hidden');
  harness.element.cancel();
});

const setHidden = (hidden: boolean) => Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });

/** What happens to a page, in the order in which browsers say so (HTML; WICG, Page Lifecycle). */
const events = {
  hide() {
    setHidden(true);
    document.dispatchEvent(new Event('visibilitychange'));
  },
  show() {
    setHidden(false);
    document.dispatchEvent(new Event('visibilitychange'));
  },
  freeze: () => document.dispatchEvent(new Event('freeze')),
  resume: () => document.dispatchEvent(new Event('resume')),
  leave: () => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
  comeBack: () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
};
type What = keyof typeof events;

const happens = (...what: What[]) => {
  for (const name of what) events[name]();
};

const looks: Record<string, What[]> = {
  'is looked at again': ['hide', 'show'],
  'was frozen and goes on': ['hide', 'freeze', 'resume'],
  'comes out of the back/forward cache': ['hide', 'leave', 'freeze', 'resume', 'comeBack', 'show'],
};

describe('A dialog that waits in a page', () => {
  for (const [how, what] of Object.entries(looks)) {
    describe(`that ${how}`, () => {
      it('asks once what has become of the session, and stays as it is if that is nothing', async () => {
        await harness.ask();
        harness.field.value = 'brown h';
        happens(...what);
        await waitUntil(() => verifier.sessions === 1);
        await aTimeout(0);
        expect(harness.isModal).to.be.true;
        expect(harness.field.value).to.equal('brown h');
        await harness.answer('brown horse');
        await waitUntil(() => harness.outcomes.length === 1);
        expect(harness.outcomes).to.deep.equal(['verified']);
        expect(verifier.sessions).to.equal(1);
      });

      it('goes on by itself if the user has verified elsewhere meanwhile', async () => {
        await harness.ask();
        verifier.onSession = () => aged(FRESH);
        happens(...what);
        await waitUntil(() => harness.outcomes.length === 1);
        expect(harness.outcomes).to.deep.equal(['verified']);
        expect(verifier.answers).to.be.empty;
      });

      it('stays as it is if the server cannot be asked', async () => {
        await harness.ask();
        verifier.onSession = () => Promise.reject(new TypeError('Failed to fetch'));
        happens(...what);
        await waitUntil(() => verifier.sessions === 1);
        await aTimeout(0);
        expect(harness.has('input')).to.be.true;
        expect(harness.has('alert')).to.be.true;
        expect(harness.text('alert')).to.equal('');
        await harness.answer('brown horse');
        await waitUntil(() => harness.outcomes.length === 1);
        expect(harness.outcomes).to.deep.equal(['verified']);
      });
    });
  }

  const changes: Record<string, () => SessionInfo | Promise<SessionInfo>> = {
    'the user has signed out': () => Promise.reject(refusal(401, 'authentication_invalid')),
    'the user has signed in anew': () => aged(FRESH, 'sess_2'),
    'another user has signed in': () => ({
      ...aged(FRESH),
      publicUserData: { identifier: 'bob@example.com' },
    }),
  };
  for (const [what, onSession] of Object.entries(changes)) {
    it(`says so when ${what} elsewhere, and nobody goes on`, async () => {
      const told: string[] = [];
      harness.element.addEventListener('reverify-failed', ({ error }) => told.push(error.code));
      await harness.ask();
      verifier.onSession = onSession;
      happens('hide', 'show');
      await waitUntil(() => harness.heading === 'You are signed out');
      expect(harness.has('input')).to.be.false;
      await harness.click('submit');
      await waitUntil(() => harness.outcomes.length === 1);
      expect(harness.outcomes).to.deep.equal(['session_changed']);
      expect(told).to.deep.equal(['session_changed']);
    });
  }

  it('says so while an answer is on its way, too', async () => {
    verifier.onAttempt = () => new Promise(() => undefined);
    await harness.ask();
    await harness.answer('brown horse');
    verifier.onSession = () => aged(FRESH, 'sess_2');
    happens('hide', 'show');
    await waitUntil(() => harness.heading === 'You are signed out');
  });

  it('approves no action by having been away, but notices that the user has gone', async () => {
    await harness.ask('strict', { action: { id: 'act_1', summary: 'Send €250.00 to Bob' } });
    verifier.onSession = () => aged(FRESH, 'sess_2');
    happens('hide', 'show');
    await waitUntil(() => harness.heading === 'You are signed out');
  });
});

describe('A page', () => {
  it('asks nothing where no dialog waits', async () => {
    for (const what of Object.values(looks)) happens(...what);
    await harness.ask();
    harness.element.cancel();
    await harness.waitUntilClosed();
    for (const what of Object.values(looks)) happens(...what);
    await aTimeout(0);
    expect(verifier.sessions).to.equal(0);
  });

  it('asks nothing when it is only hidden, or when it has loaded', async () => {
    await harness.ask();
    happens('hide');
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    await aTimeout(0);
    expect(verifier.sessions).to.equal(0);
  });

  it('that comes back is announced in three ways, and asks once', async () => {
    // A hundred times as fast: what would be asked after the pause would be asked now.
    globalThis.setTimeout = Object.assign(
      (handler: TimerHandler, timeout = 0, ...args: unknown[]) => realSetTimeout(handler, timeout / 100, ...args),
      realSetTimeout,
    );
    await harness.ask();
    happens('hide', 'leave', 'freeze', 'resume', 'show', 'comeBack');
    // In this haste 8 s.
    await waitUntil(() => verifier.sessions > 0, 'no look', { timeout: 800_000, interval: 1000 });
    await aTimeout(5000);
    expect(verifier.sessions).to.equal(1);
  });

  it('that is put away gives up the look that is under way, and hears nothing', async () => {
    const other = new OtherTab();
    const signals: AbortSignal[] = [];
    harness.element.verifier = {
      start: (options) => verifier.start(options),
      prepare: (stage, factor) => verifier.prepare(stage, factor),
      attempt: (stage, answer) => verifier.attempt(stage, answer),
      session({ signal }) {
        signals.push(signal);
        return verifier.session();
      },
    };
    await harness.ask();
    verifier.onSession = () => new Promise(() => undefined);
    happens('hide', 'show');
    await waitUntil(() => signals.length === 1);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false]);
    happens('hide', 'leave');
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    other.verified();
    await other.delivered();
    expect(verifier.sessions).to.equal(1);
    verifier.onSession = () => aged(FRESH);
    happens('comeBack', 'show');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
    other.close();
  });

  it('draws what depends on the time when it comes back', async () => {
    const now = Date.now();
    verifier = staleVerifier({
      firstFactors: [
        { strategy: 'email_code', emailAddressId: 'idn_1', safeIdentifier: 'j•••@example.com', primary: true },
      ],
    });
    verifier.onSession = () => aged(STALE);
    harness.element.verifier = verifier;
    await harness.ask();
    expect(harness.text('resend')).to.match(/^Send a new code in/);
    const { now: real } = Date;
    Date.now = () => now + 3_600_000;
    happens('hide', 'leave', 'comeBack', 'show');
    await harness.element.updateComplete;
    Date.now = real;
    expect(harness.text('resend')).to.equal('Send a new code');
  });
});
