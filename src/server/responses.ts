import { reverificationError } from '../protocol/challenge.js';
import { requireReverification, reverificationPresets } from '../protocol/reverification.js';
import type { ReverificationConfig, ReverificationLevel } from '../protocol/reverification.js';
import { STEP_UP_ERROR } from '../protocol/step-up.js';

/** How to say the same to OAuth clients (RFC 9470). */
export interface StepUpHeader {
  /** Default `Bearer`; `DPoP` for those who use it. */
  scheme?: string;
  realm?: string;
  /** The authentication context class that stands for each level; goes into `acr_values`. */
  acr?: Partial<Record<ReverificationLevel, string>>;
}

export interface ReverificationResponseInit {
  /** Further headers, CORS for instance. */
  headers?: HeadersInit;
  /** Adds `WWW-Authenticate: Bearer error="insufficient_user_authentication", …, max_age="<seconds>"`. */
  stepUpHeader?: boolean | StepUpHeader;
}

/** A JSON answer that no cache keeps. */
export function jsonResponse(body: unknown, { status = 200, headers }: ResponseInit = {}): Response {
  const all = new Headers(headers);
  all.set('Content-Type', 'application/json');
  all.set('Cache-Control', 'no-store');
  return new Response(JSON.stringify(body), { status, headers: all });
}

/**
 * The refusal of a request whose session is not verified freshly enough: 403, with a body that the client of this package and
 * Clerk's recognise.
 *
 * @param config what the session must satisfy; left out, the client asks for `strict`.
 * @throws TypeError naming the part of `config` that is wrong.
 */
export function reverificationErrorResponse(
  config?: ReverificationConfig,
  { headers, stepUpHeader = false }: ReverificationResponseInit = {},
): Response {
  const response = jsonResponse(reverificationError(config), { status: 403, ...(headers && { headers }) });
  if (stepUpHeader !== false) {
    response.headers.append('WWW-Authenticate', stepUpChallenge(config, stepUpHeader === true ? {} : stepUpHeader));
  }
  return response;
}

function stepUpChallenge(
  config: ReverificationConfig = reverificationPresets.strict,
  { scheme = 'Bearer', realm, acr = {} }: StepUpHeader,
): string {
  const { level, afterMinutes } = requireReverification(config);
  const params = {
    realm,
    error: STEP_UP_ERROR,
    error_description: 'A more recent verification is required',
    acr_values: acr[level],
    // "Ever" has no number of seconds.
    max_age: Number.isFinite(afterMinutes) ? String(Math.max(1, Math.floor(afterMinutes * 60))) : undefined,
  };
  const written = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value.replace(/["\\]/g, '\\$&')}"`],
  );
  return `${scheme} ${written.join(', ')}`;
}
