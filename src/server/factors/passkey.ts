import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { isJsonObject } from '../../protocol/json.js';
import type { Context } from '../context.js';
import { MINUTE } from '../limits.js';
import type { Account, Passkey } from '../options.js';
import { peer } from '../peers.js';
import { refusal } from '../refusals.js';
import { reusable } from './factor.js';
import type { Attempt, Proof } from './factor.js';

const webauthn = () => peer('@simplewebauthn/server', 'to check passkeys', () => import('@simplewebauthn/server'));

/** Longer than any browser lets a request wait. Milliseconds. */
const LONGEST_TIMEOUT = 5 * MINUTE;

/** The options for `navigator.credentials.get`, as JSON text, with a fresh challenge. */
export async function passkeyOptions({ rpId, limits }: Context, { passkeys = [] }: Account): Promise<string> {
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    userVerification: 'required',
    timeout: Math.min(limits.codeMinutes * MINUTE, LONGEST_TIMEOUT),
    allowCredentials: passkeys.map(({ id, transports = [] }) => ({ id, transports: [...transports] })),
  });
  return JSON.stringify(options);
}

/**
 * Checks a passkey's signature over the challenge that was made for this verification. The attempt has taken the
 * challenge out of the database already, so it serves once, right or wrong.
 */
export async function checkPasskey(
  { context, signedIn, preparations: [preparation] }: Attempt,
  credential: string,
): Promise<Proof | undefined> {
  const response = parseCredential(credential);
  const passkey = signedIn.account.passkeys?.find(({ id }) => id === response.id);
  const challenge = challengeOf(preparation?.passkeyOptions);
  if (!passkey || challenge === undefined) return undefined;
  const counter = await verifiedCounter(context, response, passkey, challenge);
  if (counter === undefined) return undefined;
  await context.accounts.updatePasskeyCounter?.(signedIn.session.userId, passkey.id, counter);
  return reusable;
}

/** The signature counter of a valid response. */
async function verifiedCounter(
  { origins, rpId }: Context,
  response: AuthenticationResponseJSON,
  { id, publicKey, counter }: Passkey,
  expectedChallenge: string,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await webauthn();
  const keyBytes = typeof publicKey === 'string' ? Buffer.from(publicKey, 'base64url') : publicKey;
  const verification = verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    credential: { id, publicKey: new Uint8Array(keyBytes), counter },
    requireUserVerification: true,
  });
  // It throws for every way in which a response can be wrong.
  const { verified, authenticationInfo } = await verification.catch(() => ({
    verified: false,
    authenticationInfo: null,
  }));
  return verified ? authenticationInfo?.newCounter : undefined;
}

function challengeOf(options: string | null | undefined): string | undefined {
  const parsed: unknown = JSON.parse(options ?? 'null');
  return isJsonObject(parsed) && typeof parsed['challenge'] === 'string' ? parsed['challenge'] : undefined;
}

/** The members that the check reads are strings; what else is wrong with them, the check finds. */
function parseCredential(text: string): AuthenticationResponseJSON {
  const { id, rawId, type, response } = objectOf(parseJson(text));
  const { clientDataJSON, authenticatorData, signature, userHandle } = objectOf(response);
  if (type !== 'public-key') throw malformed();
  return {
    id: textOf(id),
    rawId: textOf(rawId),
    type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      ...(typeof userHandle === 'string' && { userHandle }),
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function objectOf(value: unknown) {
  if (isJsonObject(value)) return value;
  throw malformed();
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw malformed();
}

const malformed = () => refusal('form_param_format_invalid', { paramName: 'public_key_credential' });
