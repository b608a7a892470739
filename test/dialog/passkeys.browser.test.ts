import { expect, waitUntil } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  emailCode,
  never,
  passkey,
  password,
  phoneCode,
  refusal,
  ScriptedVerifier,
  verificationWith,
} from '../harness/scripted-verifier.js';

const hasPasskeys = 'PublicKeyCredential' in window;

describe('a passkey', () => {
  let verifier: ScriptedVerifier;
  let harness: DialogHarness;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([passkey, password]));
    const nonce = JSON.stringify({ challenge: 'AAAA', userVerification: 'required' });
    verifier.onPrepare = () => ({
      ...verifier.verification,
      firstFactorVerification: { status: 'unverified', strategy: 'passkey', attempts: 0, nonce },
    });
    harness = await DialogHarness.create(verifier);
  });

  if (!hasPasskeys) {
    it('is not offered where the browser knows none', async () => {
      await harness.ask();
      expect(harness.field.type).to.equal('password');
      expect(harness.has('other')).to.be.false;
    });
    return;
  }

  const credentials = Object.getOwnPropertyDescriptor(CredentialsContainer.prototype, 'get');
  afterEach(() => {
    if (credentials) Object.defineProperty(CredentialsContainer.prototype, 'get', credentials);
  });

  it('is asked for by one button, whose options are there before it is pressed', async () => {
    await harness.ask();
    expect(verifier.prepared).to.deep.equal([passkey]);
    expect(harness.has('input')).to.be.false;
    expect(harness.text('submit')).to.equal('Use passkey');
    expect(harness.focused === harness.part('heading')).to.be.true;
  });

  it('is asked for once, inside the very click, while the browser holds the user to be active', async () => {
    const asked: boolean[] = [];
    CredentialsContainer.prototype.get = () => {
      asked.push(navigator.userActivation.isActive);
      return new Promise(() => undefined);
    };
    await harness.ask();
    let askedInside = 0;
    harness.part('submit').addEventListener('click', () => queueMicrotask(() => (askedInside = asked.length)));
    await harness.point('submit');
    await harness.point('submit');
    harness.part('submit').click();
    expect(asked).to.deep.equal([true]);
    expect(askedInside).to.equal(1);
    await harness.click('close');
  });

  it('is locked until a time as every answer is', async () => {
    verifier.onPrepare = () => Promise.reject(refusal(429, 'too_many_requests', { retryAfter: 300 }));
    await harness.ask();
    expect(harness.text('alert')).to.contain('Too many attempts.');
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
  });

  it('waits for its options with a button that keeps its place', async () => {
    verifier.onPrepare = never;
    harness.askInBackground();
    await harness.settleRendering();
    await waitUntil(() => harness.has('submit'));
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
  });

  for (const [name, text] of [
    ['NotAllowedError', 'The passkey was not used. Try again, or use another method.'],
    ['AbortError', 'The passkey was not used. Try again, or use another method.'],
    ['OperationError', 'Your browser could not use a passkey. Try again, or use another method.'],
    ['SecurityError', 'Your browser could not use a passkey. Try again, or use another method.'],
  ] as const) {
    it(`that ends with ${name} can be tried again, or left for the named method by the next key`, async () => {
      CredentialsContainer.prototype.get = () => Promise.reject(new DOMException('no', name));
      await harness.ask();
      harness.part('submit').focus();
      await harness.press('Enter');
      await waitUntil(() => harness.text('alert') !== '');
      expect(harness.text('alert')).to.equal(text);
      expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('false');
      expect(harness.focused === harness.part('submit'), 'the focus stays').to.be.true;
      await harness.press('Tab');
      expect(harness.focused === harness.part('instead')).to.be.true;
      expect(harness.text('instead')).to.equal('Use your password instead');
      await harness.press('Enter');
      await harness.waitForStability();
      expect(harness.focused === harness.field).to.be.true;
      expect(harness.field.type).to.equal('password');
      expect(harness.text('alert')).to.equal('');
    });
  }

  for (const [text, factors, hasList] of [
    ['Use your password instead', [passkey, phoneCode, emailCode, password], true],
    ['Get a code by email instead', [passkey, phoneCode, emailCode], true],
    ['Get a code by text message instead', [passkey, phoneCode], false],
  ] as const) {
    it(`says "${text}" for the next best of ${factors.length}, beside the list where that has more`, async () => {
      verifier = new ScriptedVerifier(verificationWith([...factors]));
      harness = await DialogHarness.create(verifier);
      await harness.ask();
      expect(harness.text('instead')).to.equal(text);
      expect(harness.has('other')).to.equal(hasList);
    });
  }

  it('leads nowhere else where there is nothing else', async () => {
    harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([passkey])));
    await harness.ask();
    expect([harness.has('instead'), harness.has('other')]).to.deep.equal([false, false]);
  });

  it('can be left while the browser asks for it: the question is taken back, and that is no error', async () => {
    let signal: AbortSignal | undefined;
    CredentialsContainer.prototype.get = (options) => {
      signal = options?.signal;
      return new Promise(() => undefined);
    };
    await harness.ask();
    await harness.click('submit');
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
    expect(harness.announcement).to.equal('Waiting for your passkey…');
    await harness.click('instead');
    await harness.waitForStability();
    expect(signal?.aborted).to.be.true;
    expect(harness.field.type).to.equal('password');
    expect(harness.text('alert')).to.equal('');
  });

  it('that the browser asks for is taken back by Escape, with the dialog', async () => {
    let signal: AbortSignal | undefined;
    CredentialsContainer.prototype.get = (options) => {
      signal = options?.signal;
      return new Promise(() => undefined);
    };
    await harness.ask();
    await harness.click('submit');
    await harness.press('Escape');
    await harness.waitUntilClosed();
    await waitUntil(() => harness.outcomes.length === 1);
    expect(signal?.aborted).to.be.true;
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
  });
});
