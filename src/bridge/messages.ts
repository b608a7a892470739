import type { ReverificationError, ReverificationErrorCode } from '../errors.js';
import { parseAction } from '../protocol/challenge.js';
import type { Challenge } from '../protocol/challenge.js';
import { isJsonObject, oneOf, text } from '../protocol/json.js';
import type { JsonObject } from '../protocol/json.js';
import { isAfterMinutes, isFactorVerificationAge, isReverificationLevel } from '../protocol/reverification.js';
import type { FactorVerificationAge } from '../protocol/reverification.js';

/** A worker asks a page, with a port for all that follows. */
export interface Ask {
  readonly challenge: Challenge;
  /** The worker's {@link Presence}. */
  readonly presence: string | undefined;
  /** Why the user is asked. */
  readonly reason: string | undefined;
}

/** What a page says to an ask, on its port. */
export type PageMessage =
  /** It is there, and answers asks; nobody sees it yet. */
  | { readonly type: 'heard'; readonly presence: string | undefined }
  /** The user sees it: it could ask them now. */
  | { readonly type: 'ready' }
  | { readonly type: 'verified'; readonly ages: FactorVerificationAge | undefined }
  | { readonly type: 'failed'; readonly code: ReverificationErrorCode; readonly message: string }
  /** It is being left, or does not answer asks any more. */
  | { readonly type: 'gone' };

/** What a worker says to a page that heard it. */
export type WorkerMessage =
  /** Ask the user. */
  | { readonly type: 'go' }
  /** Another page asks, or nobody waits any more. */
  | { readonly type: 'leave' };

// Among an application's own messages: by names that nobody else uses.
const ASK = 'reverify-dialog:ask';
const HERE = 'reverify-dialog:here';
const AWAY = 'reverify-dialog:away';

/** What a page says to its worker when it begins to answer. */
export const here = { type: HERE };

/** What it says when it is left, perhaps to come back. */
export const away = { type: AWAY };

export const isHere = (data: unknown): boolean => isJsonObject(data) && data['type'] === HERE;

export const isAway = (data: unknown): boolean => isJsonObject(data) && data['type'] === AWAY;

/**
 * As plain data, whatever a reader of one's own has put into the challenge.
 *
 * @throws TypeError for what is no challenge.
 */
export function askMessage(challenge: Challenge, reason?: string, presence?: string): Ask & { type: string } {
  const plain = parseChallenge(challenge);
  if (!plain) throw new TypeError('challenge: expected { level, afterMinutes, source }');
  return { type: ASK, challenge: plain, presence, reason };
}

/** `undefined` for the application's own messages, and for whatever else is not an ask. */
export function parseAsk(data: unknown): Ask | undefined {
  if (!isJsonObject(data) || data['type'] !== ASK) return undefined;
  const challenge = parseChallenge(data['challenge']);
  return challenge && { challenge, presence: text(data['presence']), reason: text(data['reason']) };
}

function parseChallenge(value: unknown): Challenge | undefined {
  if (!isJsonObject(value)) return undefined;
  const { level, afterMinutes, source } = value;
  if (!isReverificationLevel(level) || !isAfterMinutes(afterMinutes) || typeof source !== 'string') return undefined;
  const action = parseAction(value['action']);
  return { level, afterMinutes, source, ...(action && { action }) };
}

const readCode = oneOf<ReverificationErrorCode>(
  'reverification_cancelled',
  'reverification_unavailable',
  'session_changed',
);

export function parsePageMessage(data: unknown): PageMessage | undefined {
  if (!isJsonObject(data)) return undefined;
  switch (data['type']) {
    case 'heard':
      return { type: 'heard', presence: text(data['presence']) };
    case 'ready':
    case 'gone':
      return { type: data['type'] };
    case 'verified':
      return { type: 'verified', ages: isFactorVerificationAge(data['ages']) ? data['ages'] : undefined };
    case 'failed':
      return failureIn(data);
    default:
      return undefined;
  }
}

// Of another version's codes one knows this much: the user is not verified.
const failureIn = (data: JsonObject): PageMessage => ({
  type: 'failed',
  code: readCode(data['code']) ?? 'reverification_failed',
  message: text(data['message']) ?? '',
});

/** Its cause, which may be anything, stays on the page. */
export const failureMessage = ({ code, message }: ReverificationError): PageMessage => ({
  type: 'failed',
  code,
  message,
});

export function parseWorkerMessage(data: unknown): WorkerMessage | undefined {
  const type = isJsonObject(data) ? data['type'] : undefined;
  return type === 'go' || type === 'leave' ? { type } : undefined;
}
