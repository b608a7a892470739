import type { VerificationApiError } from '../protocol/api-error.js';
import type { Strategy } from '../protocol/factors.js';
import type { FlowError } from './state.js';

// By name, not `instanceof`: a verifier of one's own may bring another copy of this package.
const nameOf = (cause: unknown) => (cause instanceof Error ? cause.name : '');
const isApiError = (cause: unknown): cause is VerificationApiError => nameOf(cause) === 'VerificationApiError';

export const dialogError = (code: string, cause: unknown): FlowError => ({ code, scope: 'dialog', cause });

/** What a rejected call of the verifier means to the user. `now` is Unix milliseconds. */
export function flowErrorOf(cause: unknown, now: number, strategy?: Strategy): FlowError {
  if (!isApiError(cause)) {
    return dialogError(nameOf(cause) === 'VerificationFormatError' ? 'unexpected_response' : 'network_error', cause);
  }
  const { status, attemptsLeft, retryAfter } = cause;
  const isAboutAnswer = status === 422 || cause.code.startsWith('form_');
  return {
    ...dialogError(codeOf(cause), cause),
    ...(isAboutAnswer && strategy !== 'passkey' && { scope: 'field' }),
    ...(attemptsLeft !== undefined && { attemptsLeft }),
    ...(retryAfter !== undefined && { retryAt: now + retryAfter * 1000 }),
  };
}

function codeOf({ status, code }: VerificationApiError): string {
  if (status === 401) return 'session_changed';
  return status >= 500 && code !== 'delivery_failed' ? 'unexpected_response' : code;
}

/** What a rejected passkey request means. Browsers say `NotAllowedError` for "cancelled", "timed out" and "none found". */
export const passkeyErrorOf = (cause: unknown): FlowError =>
  dialogError(/^(NotAllowed|Abort)Error$/.test(nameOf(cause)) ? 'passkey_cancelled' : 'passkey_failed', cause);

/**
 * The verification itself has ended, or what it offered is no longer the user's (it may be another user): only starting
 * anew tells where they stand. What can be prepared once more is not lost by not being prepared.
 */
export const isLapsed = ({ code }: FlowError, canPrepare: boolean): boolean =>
  /^(verification_|strategy_for_user_)/.test(code) && !(canPrepare && code === 'verification_not_prepared');

/** Why an answer is wanted once more: another code was sent in place of the one that was given, or it was begun anew. */
export function renewed(error: FlowError, isReplaced: boolean): FlowError {
  if (isReplaced) return { ...error, code: 'verification_not_prepared' };
  return error.code === 'verification_not_prepared' ? { ...error, code: 'verification_expired' } : error;
}
