import { isReverificationError, parseAction } from './challenge.js';
import type { Challenge } from './challenge.js';
import { isJsonObject } from './json.js';
import type { JsonObject } from './json.js';
import {
  isAfterMinutes,
  isReverificationLevel,
  isReverificationPreset,
  reverificationPresets,
} from './reverification.js';
import type { ReverificationRequirement } from './reverification.js';

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
  const errors = isJsonObject(body) ? body['errors'] : undefined;
  return Array.isArray(errors) && errors.some(asksForStepUp) ? { ...reverificationPresets.strict, source } : undefined;
}

const asksForStepUp = (error: unknown) =>
  isJsonObject(error) &&
  (error['code'] === 'session_reverification_required' || error['code'] === 'session_step_up_verification_required');

function fromMetadata(metadata: JsonObject, source: string): Challenge {
  const challenge: Challenge = { ...lenientRequirement(metadata['reverification']), source };
  const action = parseAction(metadata['action']);
  if (action) challenge.action = action;
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
