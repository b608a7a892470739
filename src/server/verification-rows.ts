import type { FactorStage, Strategy } from '../protocol/factors.js';
import { isLocking, MINUTE, waitsUntil } from './limits.js';
import type { Limits } from './limits.js';
import type { Session } from './options.js';
import { refusal } from './refusals.js';
import type { Transaction, UserRow, VerificationRow } from './schema.js';
import { failuresOf } from './users.js';

/** How far a verification has come at one stage. */
interface StageProgress {
  strategy: Strategy | null;
  attempts: number;
  verifiedAt: Date | null;
}

export const progressAt = (row: VerificationRow, stage: FactorStage): StageProgress =>
  stage === 'first'
    ? { strategy: row.firstStrategy, attempts: row.firstAttempts, verifiedAt: row.firstVerifiedAt }
    : { strategy: row.secondStrategy, attempts: row.secondAttempts, verifiedAt: row.secondVerifiedAt };

/** The columns that keep a stage's progress. */
export const progressColumns = (stage: FactorStage, { strategy, attempts, verifiedAt }: StageProgress) =>
  stage === 'first'
    ? { firstStrategy: strategy, firstAttempts: attempts, firstVerifiedAt: verifiedAt }
    : { secondStrategy: strategy, secondAttempts: attempts, secondVerifiedAt: verifiedAt };

/** The stage that a verification asks for now. */
export const currentStage = ({ status }: VerificationRow): FactorStage =>
  status === 'needs_second_factor' ? 'second' : 'first';

export const isUsedUp = (row: VerificationRow, limits: Limits): boolean =>
  progressAt(row, currentStage(row)).attempts >= limits.attempts;

/** When a verification that is used now will expire. */
export const nextExpiry = (limits: Limits, now: number): Date => new Date(now + limits.verificationMinutes * MINUTE);

/** The session's verification, locked until the transaction ends. Lock the user first. */
export function lockVerification(transaction: Transaction, sessionId: string): Promise<VerificationRow | undefined> {
  return transaction
    .selectFrom('reverifyVerifications')
    .selectAll()
    .where('sessionId', '=', sessionId)
    .forUpdate()
    .executeTakeFirst();
}

/** The session's verification, locked, if a step of this stage may be done in it; else throws the refusal. */
export async function requireOpen(
  transaction: Transaction,
  { id, userId }: Session,
  stage: FactorStage,
  now: number,
): Promise<VerificationRow> {
  const row = await lockVerification(transaction, id);
  if (row?.userId !== userId) throw refusal('verification_not_found');
  if (row.status === 'complete') throw refusal('verification_already_complete');
  if (row.expiresAt.getTime() <= now) throw refusal('verification_expired');
  if (stage === currentStage(row)) return row;
  if (stage === 'second') throw refusal('verification_not_prepared');
  // One that never asked for a first factor was started elsewhere, in place of the one that this step is meant for.
  throw refusal(row.firstVerifiedAt ? 'verification_already_complete' : 'verification_not_found');
}

/** Refuses somebody who must wait, and a verification with no tries left. */
export function requireTries(
  row: VerificationRow,
  user: UserRow,
  stage: FactorStage,
  limits: Limits,
  now: number,
): void {
  const wait = waitsUntil(failuresOf(user, stage, limits, now), limits) - now;
  if (wait > 0) throw refusal('too_many_requests', { wait });
  if (isUsedUp(row, limits)) throw refusal('verification_expired');
}

/** Until when this many wrong answers lock the stage; `undefined` if they do not. */
export const lockedUntil = (count: number, limits: Limits, now: number): number | undefined =>
  isLocking(count, limits) ? waitsUntil({ count, lastAt: now }, limits) : undefined;
