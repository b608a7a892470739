/** The browser's passkeys, as far as a verification needs them. */
export interface Passkeys {
  /** Whether this browser can use passkeys at all. */
  supported(): boolean;
  /** Loads what `get` needs. Called while the options are made, which is before the user's click. */
  load?(): Promise<void>;
  /**
   * Asks the user for a passkey. Reaches `navigator.credentials.get` before it returns: Safari demands the click.
   *
   * @param options JSON text of `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3, section 5.1.8).
   * @returns JSON text of `AuthenticationResponseJSON`.
   * @throws DOMException `NotAllowedError` or `AbortError` if it was cancelled; any other error if it could not be done.
   */
  get(options: string, signal: AbortSignal): Promise<string>;
}

const importRequest = async () => (request = (await import('./passkey-request.js')).requestPasskey);
let request: Passkeys['get'] | undefined;

/** The passkeys of `navigator.credentials`. */
export const browserPasskeys: Passkeys = {
  supported: () => 'PublicKeyCredential' in globalThis,
  async load() {
    await importRequest();
  },
  get: async (options, signal) => (request ?? (await importRequest()))(options, signal),
};
