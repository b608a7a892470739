import { isJsonObject } from '../protocol/json.js';

/**
 * Asks the browser for a passkey. The conversions are our own, not `parseRequestOptionsFromJSON` and `toJSON`: Safari
 * before 18.4 lacks both, and the credentials that password managers hand out in their place often lack `toJSON`.
 */
export async function requestPasskey(options: string, signal: AbortSignal): Promise<string> {
  const publicKey = decodeOptions(JSON.parse(options));
  const credential = await navigator.credentials.get({ publicKey, signal });
  return JSON.stringify(encodeCredential(credential));
}

function decodeOptions(json: unknown): PublicKeyCredentialRequestOptions {
  const options = isJsonObject(json) ? json : {};
  const allowed = Array.isArray(options['allowCredentials']) ? options['allowCredentials'].filter(isJsonObject) : [];
  return {
    ...options,
    challenge: decode(options['challenge']),
    allowCredentials: allowed.map(({ id, transports }) => ({
      type: 'public-key',
      id: decode(id),
      ...(Array.isArray(transports) && { transports }),
    })),
  };
}

function encodeCredential(credential: Credential | null) {
  if (!credential || !isAssertion(credential)) throw new TypeError('passkey: the browser answered with no assertion');
  const { id, rawId, type, response, authenticatorAttachment } = credential;
  return {
    id,
    rawId: encode(rawId),
    type,
    response: {
      authenticatorData: encode(response.authenticatorData),
      clientDataJSON: encode(response.clientDataJSON),
      signature: encode(response.signature),
      ...(response.userHandle && { userHandle: encode(response.userHandle) }),
    },
    ...(authenticatorAttachment && { authenticatorAttachment }),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

type Assertion = PublicKeyCredential & { response: AuthenticatorAssertionResponse };

// By shape, not `instanceof`: password managers answer with objects of their own.
const isAssertion = (credential: Credential): credential is Assertion =>
  'response' in credential && isJsonObject(credential.response) && 'signature' in credential.response;

function decode(base64url: unknown): Uint8Array<ArrayBuffer> {
  if (typeof base64url !== 'string') throw new TypeError('passkey: the options lack base64url text');
  const bytes = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}

function encode(buffer: ArrayBuffer): string {
  const bytes = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}
