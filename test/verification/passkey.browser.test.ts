import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { browserPasskeys } from '../../src/verification/passkey.js';

const rpId = location.hostname;

interface Authenticator {
  available: boolean;
  authenticatorId: string;
}

/** A virtual authenticator that says yes at once; only Chromium's debugging protocol has one. */
const addAuthenticator = () =>
  executeServerCommand<Authenticator, object>('webauthn:add', {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  });

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

// Bytes whose base64 holds both characters in which base64url differs, and that needs padding.
const challenge = Uint8Array.from({ length: 32 }, (_, index) => (index % 2 ? 0xfb : 0xff));

async function enrol(): Promise<string> {
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge,
      rp: { id: rpId, name: 'Bank' },
      user: { id: new Uint8Array([1, 2, 3]), name: 'jane', displayName: 'Jane' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    },
  });
  if (!credential) throw new Error('the virtual authenticator made no credential');
  return credential.id;
}

const optionsFor = (allowCredentials?: object[]) =>
  JSON.stringify({
    challenge: base64url(challenge),
    rpId,
    userVerification: 'required',
    timeout: 20_000,
    ...(allowCredentials && { allowCredentials }),
  });

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

const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('expected a rejection'),
    (error: unknown) => error,
  );

describe('passkeys in a browser', () => {
  it('are supported exactly where the browser has PublicKeyCredential', () => {
    expect(browserPasskeys.supported()).to.equal('PublicKeyCredential' in window);
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

const authenticator = await addAuthenticator();

function withAuthenticator() {
  const { authenticatorId } = authenticator;
  let id = '';

  before(async () => {
    id = await enrol();
    await browserPasskeys.load?.();
  });
  after(() => executeServerCommand('webauthn:remove', { authenticatorId }));

  it('is asked for before get() returns, with what the browser itself makes of the options', async () => {
    const { seen, restore } = watchBrowser();
    const { signal } = new AbortController();
    const allowCredentials = [{ type: 'public-key', id, transports: ['internal'] }];
    const options = optionsFor(allowCredentials);
    const answer = browserPasskeys.get(options, signal);
    expect(seen.asked?.signal).to.equal(signal);
    await answer;
    restore();
    const native = PublicKeyCredential.parseRequestOptionsFromJSON({
      challenge: base64url(challenge),
      rpId,
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
    expect([ours?.rpId, ours?.userVerification, ours?.timeout]).to.deep.equal([rpId, 'required', 20_000]);
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
    await executeServerCommand('webauthn:set-presence', { authenticatorId, enabled: false });
    const controller = new AbortController();
    const answer = rejectionOf(browserPasskeys.get(optionsFor(), controller.signal));
    controller.abort();
    expect(await answer).to.have.property('name', 'AbortError');
    await executeServerCommand('webauthn:set-presence', { authenticatorId, enabled: true });
  });

  it('is refused with NotAllowedError by a user who is not verified', async () => {
    await executeServerCommand('webauthn:set-user-verified', { authenticatorId, isUserVerified: false });
    const error = await rejectionOf(browserPasskeys.get(optionsFor(), new AbortController().signal));
    expect(error).to.have.property('name', 'NotAllowedError');
    await executeServerCommand('webauthn:set-user-verified', { authenticatorId, isUserVerified: true });
  });

  it('fails if the browser answers with something else than an assertion', async () => {
    navigator.credentials.get = () => Promise.resolve(null);
    const error = await rejectionOf(browserPasskeys.get(optionsFor(), new AbortController().signal));
    Reflect.deleteProperty(navigator.credentials, 'get');
    expect(error).to.be.an.instanceOf(TypeError);
  });
}

// Where there is no virtual authenticator there is nobody to ask.
if (authenticator.available) describe('a passkey from the browser', withAuthenticator);
