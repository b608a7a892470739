import type { Challenge } from './challenge.js';
import {
  isAfterMinutes,
  isReverificationLevel,
  isReverificationPreset,
  reverificationPresets,
} from './reverification.js';
import type { ReverificationRequirement } from './reverification.js';

/** The `error` code of a step-up challenge (RFC 9470, section 3). */
export const STEP_UP_ERROR = 'insufficient_user_authentication';

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";

// One auth-param, or one bare token (a scheme, or its token68), or one character of anything else. The last branch
// makes every character consumable exactly once, so that the scan is linear in the header's length.
const PIECE = new RegExp(`(${TOKEN})(?:[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN})))?|[^]`, 'g');

type AuthParams = Partial<Record<string, string>>;

/** The parameters of each challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1), names in lower case. */
function parseAuthenticateHeader(header: string): AuthParams[] {
  const challenges: AuthParams[] = [];
  for (const [, name, quoted, token] of header.matchAll(PIECE)) {
    if (name === undefined) continue;
    const value = token ?? quoted?.replace(/\\(.)/g, '$1');
    const current = challenges.at(-1);
    if (value === undefined) challenges.push({});
    else if (current) current[name.toLowerCase()] = value;
  }
  return challenges;
}

/**
 * Reads an OAuth step-up challenge (RFC 9470) out of a `WWW-Authenticate` header: any scheme with
 * `error="insufficient_user_authentication"`. `max_age` is in seconds; `acr_values` counts where it names a level or a
 * preset. What it does not say defaults to `strict`.
 *
 * @returns `undefined` for everything that is not such a challenge; never throws.
 */
export function parseStepUpHeader(header: string | null, source: string): Challenge | undefined {
  if (header === null) return undefined;
  const params = parseAuthenticateHeader(header).find((challenge) => challenge['error'] === STEP_UP_ERROR);
  if (!params) return undefined;
  const requirement = requirementOfAcr(params['acr_values'] ?? '');
  const afterMinutes = Number(params['max_age']) / 60;
  return { ...requirement, ...(isAfterMinutes(afterMinutes) && { afterMinutes }), source };
}

function requirementOfAcr(acrValues: string): ReverificationRequirement {
  const { strict } = reverificationPresets;
  for (const acr of acrValues.split(' ')) {
    if (isReverificationPreset(acr)) return reverificationPresets[acr];
    if (isReverificationLevel(acr)) return { ...strict, level: acr };
  }
  return strict;
}
