import { executeServerCommand } from '@web/test-runner-commands';

interface Added {
  available: boolean;
  authenticatorId: string;
}

const rpId = location.hostname;

// Bytes whose base64 holds both characters in which base64url differs, and that needs padding.
export const challenge = Uint8Array.from({ length: 32 }, (_, index) => (index % 2 ? 0xfb : 0xff));

export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

/** The options that a server would send as JSON text. */
export const optionsFor = (more: object = {}): string =>
  JSON.stringify({
    challenge: base64url(challenge),
    rpId,
    userVerification: 'required',
    timeout: 20_000,
    ...more,
  });

/** What stands in for a fingerprint reader or a security key; it says yes at once unless told otherwise. */
export class VirtualAuthenticator {
  private constructor(private readonly authenticatorId: string) {}

  /**
   * Plugs one in: into the device unless `transport` says otherwise.
   *
   * @returns nothing where the browser has none: only Chromium's debugging protocol does.
   */
  static async add(transport: 'internal' | 'usb' = 'internal'): Promise<VirtualAuthenticator | undefined> {
    const options = { protocol: 'ctap2', hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
    const added = await executeServerCommand<Added, object>('webauthn:add', { ...options, transport });
    return added.available ? new VirtualAuthenticator(added.authenticatorId) : undefined;
  }

  remove = (): Promise<unknown> => this.#command('remove');

  /** Whether the user is recognised by their finger or PIN. */
  setUserVerified = (isUserVerified: boolean): Promise<unknown> =>
    this.#command('set-user-verified', { isUserVerified });

  /** Whether there is a user at all, who touches it. */
  setPresence = (enabled: boolean): Promise<unknown> => this.#command('set-presence', { enabled });

  /** Makes a passkey. Returns its id. */
  async enrol(): Promise<string> {
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

  #command(name: string, payload: object = {}): Promise<unknown> {
    const { authenticatorId } = this;
    return executeServerCommand(`webauthn:${name}`, { authenticatorId, ...payload });
  }
}
