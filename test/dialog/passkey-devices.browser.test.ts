import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { setUpClock } from '../harness/clock.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { passkey, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';
import { optionsFor, VirtualAuthenticator } from '../harness/virtual-authenticator.js';
import { STALE, FRESH, aged, OtherTab } from './other-tab.js';

const NOT_USED = 'The passkey was not used. Try again, or use another method.';
const NOT_ASKED = 'Your browser could not use a passkey. Try again, or use another method.';

let verifier: ScriptedVerifier;
let harness: DialogHarness;
/** The members of the options that the server makes, beside its challenge. */
let members: object;
/** How long they are good for. Milliseconds. */
let life: number;

async function setUp(): Promise<void> {
  members = {};
  life = 600_000;
  verifier = new ScriptedVerifier(verificationWith([passkey, password], { session: aged(STALE) }));
  verifier.onPrepare = () => ({
    ...verifier.verification,
    firstFactorVerification: {
      status: 'unverified',
      strategy: 'passkey',
      attempts: 0,
      expireAt: Date.now() + life,
      nonce: optionsFor(members),
    },
  });
  harness = await DialogHarness.create(verifier);
}

/** Watches what is asked of the browser, which then does as ever. */
function watchBrowser() {
  const get = navigator.credentials.get.bind(navigator.credentials);
  const asked: { signal: AbortSignal | undefined; isUserActive: boolean }[] = [];
  navigator.credentials.get = (options) => {
    asked.push({ signal: options?.signal, isUserActive: navigator.userActivation.isActive });
    return get(options);
  };
  return { asked, restore: () => Reflect.deleteProperty(navigator.credentials, 'get') };
}

const alerted = (text: string) =>
  waitUntil(() => harness.text('alert') === text, `the dialog does not say: ${text}`, { timeout: 5000 });

const verified = () => waitUntil(() => harness.outcomes.includes('verified'), 'not verified', { timeout: 5000 });

function withDevice(device: VirtualAuthenticator) {
  const clock = setUpClock();
  let browser: ReturnType<typeof watchBrowser>;

  before(() => device.enrol());
  after(device.remove);
  beforeEach(async () => {
    browser = watchBrowser();
    await setUp();
  });
  afterEach(() => browser.restore());

  /** Asks, and presses the button while nobody touches the authenticator: the browser waits. */
  async function askInVain(): Promise<void> {
    await device.setPresence(false);
    await harness.ask();
    await harness.click('submit');
    expect(browser.asked).to.have.length(1);
  }

  /** That the browser no longer asks: it refuses a second question while it does. */
  async function expectTakenBack(): Promise<void> {
    expect(browser.asked[0]?.signal?.aborted).to.be.true;
    await device.setPresence(true);
    const again = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question),
    });
    expect(again?.type).to.equal('public-key');
  }
  const question = JSON.parse(optionsFor()) as PublicKeyCredentialRequestOptionsJSON;

  it('answers for the user at one press', async () => {
    await harness.ask();
    expect(browser.asked, 'not before').to.be.empty;
    const { left, top, width, height } = harness.part('submit').getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    await verified();
    expect(browser.asked.map(({ isUserActive }) => isUserActive)).to.deep.equal([true]);
    const [answer] = verifier.answers;
    const sent: unknown = answer?.strategy === 'passkey' && JSON.parse(answer.credential);
    expect(sent).to.have.nested.property('response.signature').that.is.a('string');
  });

  it('is asked before anything else can happen, without a single wait', async () => {
    await harness.ask();
    harness.part('submit').click();
    expect(browser.asked).to.have.length(1);
    await verified();
  });

  it('that does not recognise the user leads to another try, or by one press to the password', async () => {
    await device.setUserVerified(false);
    await harness.ask();
    await harness.click('submit');
    await alerted(NOT_USED);
    await device.setUserVerified(true);
    expect(verifier.answers).to.be.empty;
    await waitUntil(() => verifier.prepared.length === 2, 'no new options');
    await harness.waitForStability();
    await harness.click('submit');
    await verified();
  });

  it('that nobody touches in time leads by one press to the password', async () => {
    members = { timeout: 50 };
    await askInVain();
    await alerted(NOT_USED);
    await device.setPresence(true);
    await harness.click('instead');
    await harness.waitForStability();
    await harness.answer('brown horse');
    await verified();
    expect(verifier.answers).to.deep.equal([{ strategy: 'password', password: 'brown horse' }]);
  });

  it('that does not have the passkey that is wanted leads by one press to the password', async () => {
    members = { allowCredentials: [{ type: 'public-key', id: 'AAAA' }], timeout: 50 };
    await harness.ask();
    await harness.click('submit');
    await alerted(NOT_USED);
    await harness.click('instead');
    await harness.waitForStability();
    expect(harness.focused === harness.field).to.be.true;
  });

  it('is not asked for another site: the browser refuses, and the dialog says so', async () => {
    // Chromium asks the other site whether it is related. This one's answer is near: nobody listens.
    members = { rpId: 'bank.localhost' };
    await harness.ask();
    await harness.click('submit');
    await alerted(NOT_ASKED);
    expect(harness.text('instead')).to.equal('Use your password instead');
  });

  it('is asked once at a time: while another frame of the page asks, the dialog says that it could not', async () => {
    const { asked } = browser;
    await device.setPresence(false);
    const other = new AbortController();
    const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Another"></iframe>`);
    const theirs = frame.contentWindow?.navigator.credentials
      .get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question), signal: other.signal })
      .catch((error: unknown) => error);
    await harness.ask();
    await harness.click('submit');
    await waitUntil(() => harness.text('alert') !== '');
    expect(harness.text('alert')).to.equal(NOT_ASKED);
    other.abort();
    expect(await theirs).to.have.property('name', 'AbortError');
    await device.setPresence(true);
    await harness.click('submit');
    await verified();
    expect(asked).to.have.length(2);
  });

  it('is given new options where the old ones have expired before the press', async () => {
    life = 60_000;
    await harness.ask();
    clock.advance(61_000);
    await harness.click('submit');
    await verified();
    expect(verifier.prepared).to.have.length(2);
    expect(browser.asked).to.have.length(1);
  });

  it('is no longer asked once the dialog is closed', async () => {
    await askInVain();
    await harness.click('close');
    await harness.waitUntilClosed();
    expect(harness.outcomes).to.deep.equal(['reverification_cancelled']);
    await expectTakenBack();
  });

  it('is no longer asked once the user has gone on to the password', async () => {
    await askInVain();
    await harness.click('instead');
    await harness.waitForStability();
    await expectTakenBack();
    await harness.answer('brown horse');
    await verified();
  });

  it('is no longer asked once the dialog is taken from the page', async () => {
    await askInVain();
    harness.element.remove();
    await waitUntil(() => harness.outcomes.length === 1);
    await expectTakenBack();
  });

  it('is no longer asked once the user has verified in another tab', async () => {
    const tab = new OtherTab();
    await askInVain();
    verifier.onSession = () => aged(FRESH);
    tab.verified();
    await verified();
    tab.close();
    await expectTakenBack();
  });
}

const device = await VirtualAuthenticator.add();
if (device) {
  describe('an authenticator', () => withDevice(device));

  describe('a security key, on a device that has no authenticator of its own', () => {
    let key: VirtualAuthenticator | undefined;
    before(async () => {
      key = await VirtualAuthenticator.add('usb');
      await key?.enrol();
    });
    after(() => key?.remove());
    beforeEach(setUp);

    it('answers as well', async () => {
      expect(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()).to.be.false;
      await harness.ask();
      await harness.click('submit');
      await verified();
    });
  });
}

describe('a browser without passkeys', () => {
  const given = Object.getOwnPropertyDescriptor(window, 'PublicKeyCredential');
  before(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
  after(() => given && Object.defineProperty(window, 'PublicKeyCredential', given));

  it('asks for the next best method at once, and offers none', async () => {
    await setUp();
    await harness.ask();
    expect(harness.field.type).to.equal('password');
    expect([harness.has('other'), harness.has('instead')]).to.deep.equal([false, false]);
    expect(verifier.prepared).to.be.empty;
  });

  it('says so where the user has nothing else', async () => {
    harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([passkey])));
    await harness.ask();
    expect(harness.heading).to.equal('We can’t confirm it’s you here');
  });
});
