import { expect, oneEvent, waitUntil } from '@open-wc/testing';
// Loaded already, so that the first dialog opens as quickly as the others.
import '../../src/dialog/interior.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import {
  emailCode,
  password,
  phoneCode,
  ScriptedVerifier,
  totp,
  verificationWith,
} from '../harness/scripted-verifier.js';
import type { Factor } from '../../src/protocol/factors.js';
import type { Verification } from '../../src/protocol/verification.js';
import { setUpClock } from '../harness/clock.js';

const office: Factor = {
  strategy: 'email_code',
  emailAddressId: 'idn_3',
  safeIdentifier: 'o•••@example.com',
  primary: false,
};

/** A server that takes up what is unfinished, as ours does: it says that a code was sent, but not to which address. */
class ResumingVerifier extends ScriptedVerifier {
  constructor(verification: Verification) {
    super(verification);
    const prepare = this.onPrepare;
    let current = verification;
    this.onPrepare = async (...call) => (current = await prepare(...call));
    this.onStart = () => current;
  }
}

/** A page of its own in this tab: what is loaded again is not the test. */
class Page {
  readonly frame = document.createElement('iframe');

  constructor(readonly verifier: ScriptedVerifier) {
    this.frame.src = '/test/dialog/pages/reloaded.html';
    this.frame.style.cssText = 'inline-size: 480px; block-size: 700px';
    document.body.append(this.frame);
  }

  async load(endpoint = '/one'): Promise<DialogHarness> {
    await oneEvent(this.frame, 'load');
    return this.dialog(endpoint);
  }

  async reload(endpoint?: string): Promise<DialogHarness> {
    const loaded = this.load(endpoint);
    this.frame.contentWindow?.location.reload();
    return loaded;
  }

  dialog(endpoint: string): DialogHarness {
    const element = this.frame.contentDocument?.querySelector<HTMLElementTagNameMap['reverify-dialog']>(
      `reverify-dialog[endpoint='${endpoint}']`,
    );
    if (!element) throw new Error('the page was not loaded');
    element.verifier = this.verifier;
    return new DialogHarness(element);
  }
}

let page: Page;

async function open(verification: Verification): Promise<DialogHarness> {
  page = new Page(new ResumingVerifier(verification));
  const harness = await page.load();
  await harness.ask('strict_mfa');
  return harness;
}

const choices = verificationWith([password, emailCode, office]);

/** Has a code sent to the second of two addresses. */
async function chooseOffice(harness: DialogHarness): Promise<void> {
  await harness.click('other');
  const methods = [...harness.root.querySelectorAll<HTMLElement>('[part=method]')];
  methods.find(({ textContent }) => textContent.includes('o•••'))?.click();
  await harness.waitForStability();
  expect(harness.text('lead')).to.equal('Enter the code we sent to o•••@example.com.');
}

describe('a page that is loaded again while a dialog is open', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => page.frame.remove());

  it('opens none by itself: nobody waits for the answer any more', async () => {
    await chooseOffice(await open(choices));
    const harness = await page.reload();
    await harness.element.updateComplete;
    expect(harness.element.open).to.be.false;
    expect(page.verifier.started).to.have.length(1);
  });

  it('goes on, once the user is asked again, at the code that was sent, and says so', async () => {
    await chooseOffice(await open(choices));
    const harness = await page.reload();
    await harness.ask('strict_mfa');
    const said = 'Enter the code we sent to o•••@example.com earlier.';
    expect(harness.text('lead')).to.equal(said);
    expect(harness.field.getAttribute('aria-describedby'), 'is read with the field').to.contain('lead');
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.text('resend')).to.match(/^Send a new code in 0:(30|2\d)$/);
    expect(page.verifier.prepared).to.have.length(1);
    await harness.answer('123456');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
    expect(sessionStorage).to.have.length(0);
  });

  it('shows the methods that the user was choosing from', async () => {
    const before = await open(choices);
    await chooseOffice(before);
    await before.click('other');
    const harness = await page.reload();
    await harness.ask('strict_mfa');
    expect(harness.has('methods')).to.be.true;
    await harness.click('back');
    expect(harness.text('lead')).to.contain('o•••@example.com earlier');
    expect(page.verifier.prepared).to.have.length(1);
  });

  it('goes on at the second step', async () => {
    const first = verificationWith([password], { level: 'multi_factor', secondFactors: [totp, phoneCode] });
    const before = await open(first);
    const second: Verification = { ...first, status: 'needs_second_factor' };
    page.verifier.onAttempt = () => second;
    page.verifier.onStart = () => second;
    await before.answer('brown horse');
    await before.waitForStability();
    const harness = await page.reload();
    await harness.ask('strict_mfa');
    expect(harness.text('step')).to.equal('Step 1 is done. Step 2 of 2');
    expect(harness.text('lead')).to.contain('authenticator app');
  });

  it('remembers for each endpoint apart', async () => {
    await chooseOffice(await open(choices));
    const harness = await page.reload('/two');
    await harness.ask('strict_mfa');
    expect(harness.text('lead')).to.equal('Enter the password of this account.');
  });

  it('asks as ever where the page may store nothing', async () => {
    page = new Page(new ResumingVerifier(choices));
    const harness = await page.load();
    Object.defineProperty(page.frame.contentWindow, 'sessionStorage', {
      get() {
        throw new DOMException('The user has blocked cookies.', 'SecurityError');
      },
    });
    await harness.ask('strict_mfa');
    await chooseOffice(harness);
    await harness.answer('123456');
    await waitUntil(() => harness.outcomes.length === 1);
    expect(harness.outcomes).to.deep.equal(['verified']);
  });
});

describe('a page that is looked at again', () => {
  const clock = setUpClock();

  async function lookAgain(harness: DialogHarness): Promise<void> {
    harness.element.ownerDocument.dispatchEvent(new Event('visibilitychange'));
    await harness.settleRendering();
  }

  it('has what was typed, the focus back in the field, and the time that it is', async () => {
    const harness = await DialogHarness.create(new ResumingVerifier(verificationWith([emailCode])));
    await harness.ask();
    harness.field.value = '123';
    harness.field.blur();
    expect(document.activeElement === document.body).to.be.true;
    clock.advance(20_000);
    await lookAgain(harness);
    expect(harness.field.value).to.equal('123');
    expect(harness.focused === harness.field).to.be.true;
    expect(harness.text('countdown')).to.match(/^0:(10|0\d)$/);
    clock.advance(11_000);
    await lookAgain(harness);
    expect(harness.text('resend')).to.equal('Send a new code');
  });

  it('leaves the focus where the user has put it', async () => {
    const harness = await DialogHarness.create(new ResumingVerifier(verificationWith([emailCode, password])));
    await harness.ask();
    harness.part('other').focus();
    await lookAgain(harness);
    expect(harness.focused === harness.part('other')).to.be.true;
  });
});
