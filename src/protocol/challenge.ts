import { isJsonObject, text } from './json.js';
import { requireReverification } from './reverification.js';
import type { ReverificationConfig, ReverificationLevel } from './reverification.js';

/** One action that one verification approves, as the API describes it. `summary` is text, never HTML. */
export interface ChallengeAction {
  id: string;
  summary: string;
}

/** `undefined` where it does not say which action. */
export function parseAction(json: unknown): ChallengeAction | undefined {
  if (!isJsonObject(json) || typeof json['id'] !== 'string') return undefined;
  return { id: json['id'], summary: text(json['summary']) ?? '' };
}

/** An API's refusal: "verify again, to this level, then ask me once more". */
export interface Challenge {
  level: ReverificationLevel;
  /** Minutes, > 0. */
  afterMinutes: number;
  action?: ChallengeAction;
  /** The name of the reader that recognised it. */
  source: string;
}

/** The body of a refusal, in Clerk's format. */
export interface ReverificationErrorBody {
  clerk_error: {
    type: 'forbidden';
    reason: 'reverification-error';
    metadata?: { reverification?: ReverificationConfig; action?: ChallengeAction };
  };
}

/**
 * The object with which an API refuses: send it as JSON with status 403, or return it where a framework has its own
 * responses (server actions, RPC). `reverificationErrorResponse` of `reverify-dialog/server` makes the whole response.
 *
 * @param config what the session must satisfy; left out, the client asks for `strict`.
 * @throws TypeError naming the part of `config` that is wrong.
 */
export function reverificationError(config?: ReverificationConfig): ReverificationErrorBody {
  if (config !== undefined) requireReverification(config);
  const metadata = config === undefined ? {} : { metadata: { reverification: config } };
  return { clerk_error: { type: 'forbidden', reason: 'reverification-error', ...metadata } };
}

/** Whether `value` is what {@link reverificationError}, or Clerk's function of that name, makes. */
export function isReverificationError(value: unknown): value is ReverificationErrorBody {
  if (!isJsonObject(value)) return false;
  const error = value['clerk_error'];
  return isJsonObject(error) && error['type'] === 'forbidden' && error['reason'] === 'reverification-error';
}
