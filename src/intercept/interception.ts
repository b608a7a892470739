import type { Gate, Reverify } from './gate.js';
import type { ReverifyingFetchOptions } from './fetch-options.js';

/** Whose answers may be challenges. */
export interface AnswerFilter {
  /** Whether a request's address, or its answer's (a redirect may have led elsewhere), is one that counts. */
  readonly covers: (address: URL | string) => boolean;
  /** Whether an answer's address is the verification API's own. */
  readonly isVerificationApi?: ((address: string) => boolean | Promise<boolean>) | undefined;
}

/** What is to be done about the refusals of some origins. */
export interface Interception
  extends
    AnswerFilter,
    Pick<ReverifyingFetchOptions, 'challenges' | 'prepareReplay' | 'reason' | 'replay' | 'replayRedirected'> {
  readonly gate: Gate;
  readonly reverify: Reverify;
}
