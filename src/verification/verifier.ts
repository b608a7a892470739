import type { Answer, FactorStage, PreparableFactor } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { SessionInfo, Verification } from '../protocol/verification.js';

export interface VerifierOptions {
  /** Aborted when the user leaves; a verifier then rejects with the signal's reason. */
  signal: AbortSignal;
}

export interface StartOptions {
  level: ReverificationLevel;
  /** The action that this verification approves, from the challenge. */
  actionId?: string;
}

/**
 * Who really checks the user: the verification API behind `createHttpVerifier`, or one's own. Each call answers with
 * the verification as it then stands, or rejects: with a `VerificationApiError` for what the server said, with anything
 * else for what went wrong on the way (which the user may try again).
 */
export interface Verifier {
  /** Starts a verification for the signed-in session, or resumes an unfinished one. */
  start(start: StartOptions, options: VerifierOptions): Promise<Verification>;
  /** Sends a code, or makes passkey options. */
  prepare(stage: FactorStage, factor: PreparableFactor, options: VerifierOptions): Promise<Verification>;
  /** Checks an answer. */
  attempt(stage: FactorStage, answer: Answer, options: VerifierOptions): Promise<Verification>;
  /**
   * Makes a completed verification count (a new token, say). Awaited before any request is replayed. Go by its `session`:
   * where the user has verified in another tab, or an answer was lost, it is this page's own verification with the session
   * as it now is, and its `id` is one that the server may never see completed.
   */
  activate?(verification: Verification, options: VerifierOptions): Promise<void>;
  /** How fresh the session is; lets `ensureVerified` spare the user a dialog. */
  session?(options: VerifierOptions): Promise<SessionInfo>;
}
