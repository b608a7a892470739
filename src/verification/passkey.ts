/** The browser's passkeys, as far as a verification needs them. */
export interface Passkeys {
  /** Whether this page can use passkeys at all. */
  supported(): boolean;
  /** Loads what `get` needs. Called while the options are made, which is before the user's click. */
  load?(): Promise<unknown>;
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

interface PolicedDocument {
  readonly nodeType: number;
  /** Chromium's alone: what those who frame the page let it do (Permissions Policy). */
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}

const page: { readonly document?: PolicedDocument } = globalThis;

/** The passkeys of `navigator.credentials`. */
export const browserPasskeys: Passkeys = {
  // Not asked: whether this device has an authenticator of its own. Security keys and phones are others.
  supported: () =>
    'PublicKeyCredential' in globalThis &&
    page.document?.featurePolicy?.allowsFeature('publickey-credentials-get') !== false,
  load: importRequest,
  get: async (options, signal) => (request ?? (await importRequest()))(options, signal),
};
