import { expect, waitUntil } from '@open-wc/testing';
import type { ReverifyNeededEvent } from '../../src/dialog/events.js';
import { cancelled } from '../../src/dialog/prompt.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { password, refusal, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';
import type { Challenge } from '../../src/protocol/challenge.js';

const challenge: Challenge = {
  level: 'second_factor',
  afterMinutes: 10,
  action: { id: 'act_1', summary: 'Send €250.00 to Bob' },
  source: 'test',
};

let verifier: ScriptedVerifier;
let harness: DialogHarness;

beforeEach(async () => {
  verifier = new ScriptedVerifier(verificationWith([password]));
  harness = await DialogHarness.create(verifier);
});

const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe('a challenge', () => {
  it('is told to the page, and answered by the dialog', async () => {
    const told: Challenge[] = [];
    document.addEventListener('reverify-needed', ({ challenge }) => told.push(challenge), { once: true });
    const handled = harness.element.handleChallenge(challenge, { signal: new AbortController().signal });
    await harness.waitForStability();
    expect(told).to.deep.equal([challenge]);
    expect(harness.text('action')).to.contain('Send €250.00 to Bob');
    await harness.answer('brown horse');
    await handled;
  });

  it('is answered by whoever takes over, without a dialog', async () => {
    const order: string[] = [];
    harness.element.addEventListener('reverify-needed', (event) => {
      event.respondWith(Promise.resolve().then(() => order.push('responded')));
    });
    await harness.element.handleChallenge(challenge);
    expect(order).to.deep.equal(['responded']);
    expect(harness.element.open).to.be.false;
    expect(verifier.started).to.be.empty;
  });

  it('lets whoever takes over know that nobody waits any more', async () => {
    let told: AbortSignal | undefined;
    harness.element.addEventListener('reverify-needed', (event) => {
      told = event.signal;
      event.respondWith(Promise.resolve());
    });
    const controller = new AbortController();
    await harness.element.handleChallenge(challenge, { signal: controller.signal });
    expect(told?.aborted).to.be.false;
    controller.abort();
    expect(told?.aborted).to.be.true;
  });

  it('leaves nobody waiting who leaves, whatever becomes of the answer of whoever took over', async () => {
    harness.element.addEventListener('reverify-needed', (event) => event.respondWith(new Promise(() => undefined)));
    const controller = new AbortController();
    const handled = caught(harness.element.handleChallenge(challenge, { signal: controller.signal }));
    controller.abort('gone');
    expect(await handled).to.include({ code: 'reverification_cancelled', cause: 'gone' });
  });

  it('is answered by the first who takes over; the second is told', async () => {
    let told: unknown;
    harness.element.addEventListener('reverify-needed', (event) => {
      event.respondWith(Promise.resolve('first'));
      try {
        event.respondWith(Promise.resolve('second'));
      } catch (error) {
        told = error;
      }
    });
    expect(await harness.element.handleChallenge(challenge)).to.equal('first');
    expect(told).to.include({ name: 'InvalidStateError' });
  });

  it('is not answered by who takes over too late; they are told', async () => {
    const told: ReverifyNeededEvent[] = [];
    harness.element.addEventListener('reverify-needed', (event) => told.push(event));
    const controller = new AbortController();
    const handled = caught(harness.element.handleChallenge(challenge, { signal: controller.signal }));
    expect(() => told[0]?.respondWith(Promise.resolve()))
      .to.throw(DOMException, /in the listener/)
      .that.includes({ name: 'InvalidStateError' });
    controller.abort('gone');
    expect(await handled).to.include({ code: 'reverification_cancelled' });
  });

  it('fails as whoever took over fails', async () => {
    const reason = new Error('our own interface broke');
    harness.element.addEventListener('reverify-needed', (event) => {
      event.respondWith(Promise.reject(reason));
    });
    expect((await caught(harness.element.handleChallenge(challenge))) === reason).to.be.true;
  });

  it('that nobody waits for any more is not told to the page', async () => {
    const told: string[] = [];
    harness.element.addEventListener('reverify-needed', ({ type }) => told.push(type));
    const signal = AbortSignal.abort('gone');
    expect(await caught(harness.element.handleChallenge(challenge, { signal }))).to.include({ cause: 'gone' });
    expect(told).to.be.empty;
  });

  it('is cancelled where the page prevents it and has no answer', async () => {
    harness.element.addEventListener('reverify-needed', (event) => {
      event.preventDefault();
    });
    expect(await caught(harness.element.handleChallenge(challenge))).to.include({ code: cancelled().code });
  });
});

describe('what the page is told', () => {
  for (const type of ['reverify-verified', 'reverify-cancelled', 'reverify-failed'] as const) {
    it(`is ${type} only when that has happened, once for all who wait`, async () => {
      const told: string[] = [];
      for (const name of ['reverify-verified', 'reverify-cancelled', 'reverify-failed']) {
        harness.element.addEventListener(name, () => told.push(name));
      }
      if (type === 'reverify-failed') verifier.onStart = () => Promise.reject(refusal(401, 'authentication_invalid'));
      harness.askInBackground();
      await harness.ask();
      if (type === 'reverify-verified') await harness.answer('brown horse');
      else await harness.press('Escape');
      await waitUntil(() => harness.outcomes.length === 2);
      await harness.waitUntilClosed();
      expect(told).to.deep.equal([type]);
    });
  }

  it('comes with the verification, or with the error', async () => {
    const details: unknown[] = [];
    harness.element.addEventListener('reverify-verified', ({ verification }) => details.push(verification.status));
    harness.element.addEventListener('reverify-failed', ({ error }) => details.push(error.code));
    await harness.ask();
    await harness.answer('brown horse');
    await harness.waitUntilClosed();
    verifier.onStart = () => verificationWith([]);
    await harness.ask();
    await harness.press('Escape');
    await harness.waitUntilClosed();
    expect(details).to.deep.equal(['complete', 'reverification_unavailable']);
  });
});

describe('ensureVerified', () => {
  const aged = (...factorVerificationAge: [number, number]) => ({ factorVerificationAge, publicUserData: {} });

  it('asks nobody where the session is fresh enough', async () => {
    verifier.onSession = () => aged(3, -1);
    expect(await harness.element.ensureVerified('strict')).to.be.undefined;
    expect(verifier.started).to.be.empty;
  });

  it('asks where it is not', async () => {
    verifier.onSession = () => aged(12, -1);
    const verified = harness.element.ensureVerified('strict', { reason: 'It was a while ago.' });
    await waitUntil(() => harness.element.open);
    await harness.waitForStability();
    expect(harness.text('reason')).to.equal('It was a while ago.');
    await harness.answer('brown horse');
    expect((await verified)?.status).to.equal('complete');
  });

  const unknowing = {
    'nobody knows': () => Promise.reject(new TypeError('Failed to fetch')),
    'the verifier throws': () => {
      throw new TypeError('no session');
    },
  };
  for (const [why, onSession] of Object.entries(unknowing)) {
    it(`asks where ${why}`, async () => {
      verifier.session = onSession;
      const verified = caught(harness.element.ensureVerified('strict'));
      await waitUntil(() => harness.element.open);
      harness.element.cancel();
      expect(await verified).to.include({ code: 'reverification_cancelled' });
    });
  }

  it('lets a caller leave whose verifier never answers, and asks nobody then', async () => {
    verifier.onSession = () => new Promise(() => undefined);
    const controller = new AbortController();
    const verified = caught(harness.element.ensureVerified('strict', { signal: controller.signal }));
    controller.abort('gone');
    expect(await verified).to.include({ code: 'reverification_cancelled', cause: 'gone' });
    expect(verifier.started).to.be.empty;
  });

  it('asks for every action, however fresh the session is', async () => {
    verifier.onSession = () => aged(0, 0);
    const verified = caught(harness.element.ensureVerified('strict', { action: { id: 'act_1', summary: 'Pay' } }));
    await waitUntil(() => harness.element.open);
    expect(verifier.sessions).to.equal(0);
    harness.element.cancel();
    await verified;
  });
});

describe('without a verifier of its own', () => {
  it('the element speaks to its endpoint, and to nothing else', async () => {
    const { fetch } = globalThis;
    const urls: string[] = [];
    globalThis.fetch = (input) => {
      urls.push(input instanceof Request ? input.url : input.toString());
      return Promise.reject(new TypeError('Failed to fetch'));
    };
    harness.element.verifier = undefined;
    harness.element.setAttribute('endpoint', '/account/reverification');
    await harness.ask();
    harness.element.cancel();
    await harness.waitUntilClosed();
    harness.element.removeAttribute('endpoint');
    void caught(harness.element.ensureVerified('lax'));
    await waitUntil(() => harness.element.open);
    await harness.waitForStability();
    globalThis.fetch = fetch;
    expect(urls).to.deep.equal(['/account/reverification/verify', '/reverification/session', '/reverification/verify']);
  });
});
