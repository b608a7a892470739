/** Why a call that was refused could not be brought to its end. */
export type ReverificationErrorCode =
  /** The user closed the dialog, or the last caller that waited for it went away. */
  | 'reverification_cancelled'
  /** There is no factor the user could verify with, or no interface to ask them. */
  | 'reverification_unavailable'
  /** The verification could not be carried out: service down, bad configuration, dialog removed. */
  | 'reverification_failed'
  /** The user signed out or another user signed in meanwhile: nothing is replayed. */
  | 'session_changed'
  /** The user verified, but the one-shot body was larger than `maxReplayBytes`, or a redirect may have done the work. */
  | 'request_not_replayable';

export interface ReverificationErrorOptions {
  cause?: unknown;
  /** The refusal, its body unread, where a caller may want it instead of the error. */
  response?: Response;
}

/** What every browser-side failure of this package rejects with. Tell them apart by `code`, or by the guards below. */
export class ReverificationError extends Error {
  override readonly name = 'ReverificationError';
  readonly code: ReverificationErrorCode;
  readonly response?: Response;

  constructor(code: ReverificationErrorCode, message: string, options: ReverificationErrorOptions = {}) {
    super(message, options);
    this.code = code;
    if (options.response) this.response = options.response;
  }
}

/** Whether `error` is one of ours. By name, not `instanceof`: a page may hold two copies of this package. */
export function isReverificationFailure(error: unknown): error is ReverificationError {
  return error instanceof Error && error.name === 'ReverificationError';
}

// Each a function, and not made by one: what is called when a module is loaded stays in bundles that do not need it.
const hasCode = (error: unknown, code: ReverificationErrorCode): error is ReverificationError =>
  isReverificationFailure(error) && error.code === code;

/** The user closed the dialog: usually nothing to report. */
export const isReverificationCancelledError = (error: unknown): error is ReverificationError =>
  hasCode(error, 'reverification_cancelled');
/** No usable factor, or nothing to ask with. */
export const isReverificationUnavailableError = (error: unknown): error is ReverificationError =>
  hasCode(error, 'reverification_unavailable');
/** The verification itself broke; see `cause`. */
export const isReverificationFailedError = (error: unknown): error is ReverificationError =>
  hasCode(error, 'reverification_failed');
/** Signed out, or another user: send the user to the sign-in page. */
export const isSessionChangedError = (error: unknown): error is ReverificationError =>
  hasCode(error, 'session_changed');
/** Verified, but the request cannot be made again: the caller must build it anew, or see what became of it. */
export const isRequestNotReplayableError = (error: unknown): error is ReverificationError =>
  hasCode(error, 'request_not_replayable');
