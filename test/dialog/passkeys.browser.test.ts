import { expect, waitUntil } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
import { never, passkey, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

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

  it('waits for its options with a button that keeps its place', async () => {
    verifier.onPrepare = never;
    harness.askInBackground();
    await harness.settleRendering();
    await waitUntil(() => harness.has('submit'));
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('true');
  });

  it('that was cancelled leaves everything as it was: another try, or another method in one step', async () => {
    CredentialsContainer.prototype.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    await harness.ask();
    await harness.click('submit');
    await waitUntil(() => harness.text('alert') !== '');
    expect(harness.text('alert')).to.equal('The passkey was not used. Try again, or use another method.');
    expect(harness.part('submit').getAttribute('aria-disabled')).to.equal('false');
    await harness.click('other');
    harness.root.querySelectorAll<HTMLElement>('[part=method]')[1]?.click();
    await harness.waitForStability();
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.field.type).to.equal('password');
  });

  it("takes Escape for itself while the browser's own window is open", async () => {
    CredentialsContainer.prototype.get = () => new Promise(() => undefined);
    await harness.ask();
    await harness.click('submit');
    await harness.press('Escape');
    expect(harness.element.open).to.be.true;
    await harness.click('close');
    await harness.waitUntilClosed();
  });
});
