import { isJsonObject, objectsOf, optionalString } from './json.js';
import type { JsonObject } from './json.js';
import {
  isAfterMinutes,
  isReverificationLevel,
  isReverificationPreset,
  requireReverification,
  reverificationPresets,
} from './reverification.js';
import type { ReverificationConfig, ReverificationLevel, ReverificationRequirement } from './reverification.js';

/** One action that one verification approves, as the API describes it. `summary` is text, never HTML. */
export interface ChallengeAction {
  id: string;
  summary: string;
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

/**
 * Reads a challenge out of a refusal's parsed body: a `clerk_error` (camel or snake case, with or without metadata), or
 * the error list of Clerk's Frontend API. What it does not say, or says wrongly, defaults to `strict`.
 *
 * @returns `undefined` for everything that is not a challenge; never throws.
 */
export function parseChallengeBody(body: unknown, source: string): Challenge | undefined {
  if (isReverificationError(body)) {
    const { metadata } = body.clerk_error;
    return fromMetadata(isJsonObject(metadata) ? metadata : {}, source);
  }
  const isListed = isJsonObject(body) && objectsOf(body['errors']).some((error) => isStepUpCode(error['code']));
  return isListed ? { ...reverificationPresets.strict, source } : undefined;
}

const isStepUpCode = (code: unknown) =>
  code === 'session_reverification_required' || code === 'session_step_up_verification_required';

function fromMetadata(metadata: JsonObject, source: string): Challenge {
  const challenge: Challenge = { ...lenientRequirement(metadata['reverification']), source };
  const action = metadata['action'];
  if (isJsonObject(action) && typeof action['id'] === 'string') {
    challenge.action = { id: action['id'], summary: optionalString(action['summary']) ?? '' };
  }
  return challenge;
}

/** A refusal with a config we cannot read is still a refusal: fill in from `strict` rather than let it pass. */
function lenientRequirement(config: unknown): ReverificationRequirement {
  if (isReverificationPreset(config)) return reverificationPresets[config];
  const { level, afterMinutes } = reverificationPresets.strict;
  if (!isJsonObject(config)) return { level, afterMinutes };
  const minutes = config['afterMinutes'] ?? config['after_minutes'];
  return {
    level: isReverificationLevel(config['level']) ? config['level'] : level,
    afterMinutes: isAfterMinutes(minutes) ? minutes : afterMinutes,
  };
}
