import type { FactorStage, Strategy } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { VerificationRow } from './schema.js';

/** Which verification of whom an event is about. Never a secret, a code or an address. */
interface Subject {
  /** Unix milliseconds. */
  at: number;
  userId: string;
  sessionId: string;
  verificationId: string;
  level: ReverificationLevel;
}

interface Step extends Subject {
  stage: FactorStage;
  strategy: Strategy;
}

/** One outcome of a verification, for the application's audit log. */
export type AuditEvent =
  /** A verification began, or an unfinished one was taken up again. */
  | (Subject & { type: 'started'; resumed: boolean })
  /** A code was sent, or passkey options were made. */
  | (Step & { type: 'prepared' })
  /** A wrong answer, or a step that was refused. `reason` is the error code that the page got. */
  | (Step & { type: 'failed'; reason: string })
  /** After too many wrong answers, over all of the user's verifications, this stage is closed to them until then (Unix milliseconds). */
  | (Step & { type: 'locked'; until: number })
  /** A right answer. `complete`: the verification is done and the session's ages are renewed. */
  | (Step & { type: 'verified'; complete: boolean })
  /** It ended without success: another one took its place, the session ended, or it was left to expire. */
  | (Subject & { type: 'cancelled'; reason: CancelReason });

export type CancelReason = 'replaced' | 'session_ended' | 'expired';

export const subjectOf = ({ userId, sessionId, id, level }: VerificationRow, at: number): Subject => ({
  at,
  userId,
  sessionId,
  verificationId: id,
  level,
});
