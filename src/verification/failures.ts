import type { VerificationApiError } from '../protocol/api-error.js';
import type { Strategy } from '../protocol/factors.js';
import type { FlowError } from './state.js';

// By name, not `instanceof`: a verifier of one's own may bring another copy of this package.
const isApiError = (error: unknown): error is VerificationApiError =>
  error instanceof Error && error.name === 'VerificationApiError';

/** What a rejected call of the verifier means to the user. `now` is Unix milliseconds. */
export function flowErrorOf(cause: unknown, strategy: Strategy | undefined, now: number): FlowError {
  if (!isApiError(cause)) return { code: localCode(cause), scope: 'dialog', cause };
  const { attemptsLeft, retryAfter } = cause;
  return {
    code: apiCode(cause),
    scope: isAboutAnswer(cause) && strategy !== 'passkey' ? 'field' : 'dialog',
    ...(attemptsLeft !== undefined && { attemptsLeft }),
    ...(retryAfter !== undefined && { retryAt: now + retryAfter * 1000 }),
    cause,
  };
}

const localCode = (cause: unknown) =>
  cause instanceof Error && cause.name === 'VerificationFormatError' ? 'unexpected_response' : 'network_error';

function apiCode({ status, code }: VerificationApiError): string {
  if (status === 401) return 'session_changed';
  return status >= 500 && code !== 'delivery_failed' ? 'unexpected_response' : code;
}

const isAboutAnswer = ({ status, code }: VerificationApiError) => status === 422 || code.startsWith('form_');

/** What a rejected passkey request means. Browsers say `NotAllowedError` for "cancelled", "timed out" and "none found". */
export function passkeyErrorOf(cause: unknown): FlowError {
  const { name } = cause instanceof Error || cause instanceof DOMException ? cause : { name: '' };
  const code = name === 'NotAllowedError' || name === 'AbortError' ? 'passkey_cancelled' : 'passkey_failed';
  return { code, scope: 'dialog', cause };
}

/** The verification itself has ended: only starting anew tells where the user stands. */
export const isLapsed = ({ code }: FlowError): boolean =>
  code === 'verification_expired' || code === 'verification_not_found' || code === 'verification_already_complete';
