import { expect, fixture, html } from '@open-wc/testing';
import { browserPasskeys } from '../../src/verification/passkey.js';
import { base64url, challenge, optionsFor, VirtualAuthenticator } from '../harness/virtual-authenticator.js';

/** Notes what goes through `navigator.credentials.get`. */
function watchBrowser() {
  const original = navigator.credentials.get.bind(navigator.credentials);
  const seen: { asked?: CredentialRequestOptions; answered?: Credential | null } = {};
  navigator.credentials.get = async (options) => {
    if (options) seen.asked = options;
    seen.answered = await original(options);
    return seen.answered;
  };
  return { seen, restore: () => Reflect.deleteProperty(navigator.credentials, 'get') };
}

/** What another realm makes of the same module. */
async function isSupportedIn(realm: Window | null): Promise<boolean> {
  const address = new URL('../../src/verification/passkey.ts', import.meta.url).href;
  const evaluate: unknown = realm && Reflect.get(realm, 'eval');
  if (typeof evaluate !== 'function') throw new Error('the frame has no realm');
  const module = (await Reflect.apply(evaluate, realm, [`import('${address}')`])) as {
    browserPasskeys: typeof browserPasskeys;
  };
  return module.browserPasskeys.supported();
}

const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('expected a rejection'),
    (error: unknown) => error,
  );

describe('passkeys in a browser', () => {
  it('are supported exactly where the browser has PublicKeyCredential', () => {
    expect(browserPasskeys.supported()).to.equal('PublicKeyCredential' in window);
  });

  it('are left out where those who frame the page do not let it ask, as far as the browser tells', async () => {
    for (const allow of ["publickey-credentials-get 'none'", 'publickey-credentials-get']) {
      const frame = await fixture<HTMLIFrameElement>(html`<iframe title="A bank" allow=${allow}></iframe>`);
      const isLetThrough =
        allow.includes('none') && 'featurePolicy' in document ? false : 'PublicKeyCredential' in window;
      expect(await isSupportedIn(frame.contentWindow)).to.equal(isLetThrough);
    }
  });

  it('fail on options that are not JSON, or have no challenge, without asking the user', async () => {
    const { signal } = new AbortController();
    expect(await rejectionOf(browserPasskeys.get('oops', signal))).to.be.an.instanceOf(SyntaxError);
    expect(await rejectionOf(browserPasskeys.get('[]', signal))).to.be.an.instanceOf(TypeError);
    expect(await rejectionOf(browserPasskeys.get('{"challenge":"!"}', signal))).to.have.property(
      'name',
      'InvalidCharacterError',
    );
  });
});

const authenticator = await VirtualAuthenticator.add();

function withAuthenticator(plugged: VirtualAuthenticator) {
  let id = '';

  before(async () => {
    id = await plugged.enrol();
    await browserPasskeys.load?.();
  });
  after(plugged.remove);

  it('is asked for before get() returns, with what the browser itself makes of the options', async () => {
    const { seen, restore } = watchBrowser();
    const { signal } = new AbortController();
    const allowCredentials = [{ type: 'public-key', id, transports: ['internal'] }];
    const options = optionsFor({ allowCredentials });
    const answer = browserPasskeys.get(options, signal);
    expect(seen.asked?.signal).to.equal(signal);
    await answer;
    restore();
    const native = PublicKeyCredential.parseRequestOptionsFromJSON({
      challenge: base64url(challenge),
      rpId: location.hostname,
      userVerification: 'required',
      timeout: 20_000,
      allowCredentials: [{ type: 'public-key', id, transports: ['internal'] }],
    });
    const bytes = (source: BufferSource | undefined) =>
      source && [...new Uint8Array('buffer' in source ? source.buffer : source)];
    const ours = seen.asked?.publicKey;
    expect(bytes(ours?.challenge)).to.deep.equal(bytes(native.challenge));
    expect(bytes(ours?.allowCredentials?.[0]?.id)).to.deep.equal(bytes(native.allowCredentials?.[0]?.id));
    expect(ours?.allowCredentials?.[0]?.transports).to.deep.equal(['internal']);
    expect([ours?.rpId, ours?.userVerification, ours?.timeout]).to.deep.equal([location.hostname, 'required', 20_000]);
  });

  it('is encoded as the browser itself would', async () => {
    const { seen, restore } = watchBrowser();
    const text = await browserPasskeys.get(optionsFor(), new AbortController().signal);
    restore();
    const { answered } = seen;
    if (!(answered instanceof PublicKeyCredential)) throw new Error('no credential');
    const ours: unknown = JSON.parse(text);
    expect(ours).to.deep.equal(answered.toJSON());
    expect(ours).to.have.nested.property('response.userHandle', base64url(new Uint8Array([1, 2, 3])));
  });

  it('is no longer asked for once the signal is aborted', async () => {
    await plugged.setPresence(false);
    const controller = new AbortController();
    const answer = rejectionOf(browserPasskeys.get(optionsFor(), controller.signal));
    controller.abort();
    expect(await answer).to.have.property('name', 'AbortError');
    await plugged.setPresence(true);
  });

  it('is refused with NotAllowedError by a user who is not verified', async () => {
    await plugged.setUserVerified(false);
    const error = await rejectionOf(browserPasskeys.get(optionsFor(), new AbortController().signal));
    expect(error).to.have.property('name', 'NotAllowedError');
    await plugged.setUserVerified(true);
  });

  it('fails if the browser answers with something else than an assertion', async () => {
    navigator.credentials.get = () => Promise.resolve(null);
    const error = await rejectionOf(browserPasskeys.get(optionsFor(), new AbortController().signal));
    Reflect.deleteProperty(navigator.credentials, 'get');
    expect(error).to.be.an.instanceOf(TypeError);
  });
}

// Where there is no virtual authenticator there is nobody to ask.
if (authenticator) describe('a passkey from the browser', () => withAuthenticator(authenticator));
