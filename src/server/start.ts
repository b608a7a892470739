import { randomBytes } from 'node:crypto';
import type { FactorStage } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { Verification, VerificationStatus } from '../protocol/verification.js';
import { subjectOf } from './audit.js';
import type { CancelReason } from './audit.js';
import type { Context } from './context.js';
import { MINUTE } from './limits.js';
import { resourceOf } from './resource.js';
import type { Transaction, VerificationRow } from './schema.js';
import type { SignedIn } from './signed-in.js';
import { lockUser } from './users.js';
import { isUsedUp, lockVerification, nextExpiry } from './verification-rows.js';

/**
 * Starts a verification for the session, or takes up the unfinished one of the same level, with the codes that were sent for
 * it. A session has one verification: another level, or another user, ends the one before.
 */
export async function startVerification(
  context: Context,
  signedIn: SignedIn,
  level: ReverificationLevel,
): Promise<Verification> {
  const now = context.now();
  const database = await context.database();
  const { row, resumed, ended } = await database.transaction().execute(async (transaction) => {
    await lockUser(transaction, signedIn.session.userId, now);
    const before = await lockVerification(transaction, signedIn.session.id);
    const fresh = newVerification(context, signedIn, level, now);
    if (before && isResumable(context, signedIn, before, fresh, now)) {
      return { row: await extend(transaction, before, fresh.expiresAt), resumed: true, ended: undefined };
    }
    if (before) await transaction.deleteFrom('reverifyVerifications').where('id', '=', before.id).execute();
    await transaction.insertInto('reverifyVerifications').values(fresh).execute();
    return { row: fresh, resumed: false, ended: before };
  });
  if (ended && ended.status !== 'complete') {
    await context.emit({ ...subjectOf(ended, now), type: 'cancelled', reason: endReason(ended, row, now) });
  }
  await context.emit({ ...subjectOf(row, now), type: 'started', resumed });
  return resourceOf(context, signedIn, row);
}

function newVerification(
  { limits }: Context,
  { session, enrolled }: SignedIn,
  level: ReverificationLevel,
  now: number,
): VerificationRow {
  return {
    sessionId: session.id,
    id: `sv_${randomBytes(16).toString('base64url')}`,
    userId: session.userId,
    level,
    status: initialStatus(level, enrolled),
    expiresAt: nextExpiry(limits, now),
    firstStrategy: null,
    firstAttempts: 0,
    firstVerifiedAt: null,
    secondStrategy: null,
    secondAttempts: 0,
    secondVerifiedAt: null,
  };
}

/** A user who enrolled no second factor is asked for the first instead: the graceful downgrade. */
const initialStatus = (level: ReverificationLevel, enrolled: Record<FactorStage, boolean>): VerificationStatus =>
  level === 'second_factor' && enrolled.second ? 'needs_second_factor' : 'needs_first_factor';

function isResumable(
  { limits }: Context,
  { enrolled }: SignedIn,
  before: VerificationRow,
  fresh: VerificationRow,
  now: number,
): boolean {
  const isSame = before.userId === fresh.userId && before.level === fresh.level;
  const isOpen = before.status !== 'complete' && before.expiresAt.getTime() > now && !isUsedUp(before, limits);
  if (!isSame || !isOpen) return false;
  // A factor enrolled or removed meanwhile may change where the user has to begin, or leave nothing to go on with.
  if (before.firstVerifiedAt === null) return before.status === fresh.status;
  // A first factor proved long ago: once the second is proved as well, both would be asked for again.
  return enrolled.second && before.firstVerifiedAt.getTime() > now - limits.codeMinutes * MINUTE;
}

async function extend(transaction: Transaction, row: VerificationRow, expiresAt: Date): Promise<VerificationRow> {
  await transaction.updateTable('reverifyVerifications').set({ expiresAt }).where('id', '=', row.id).execute();
  return { ...row, expiresAt };
}

function endReason(ended: VerificationRow, next: VerificationRow, now: number): CancelReason {
  if (ended.userId !== next.userId) return 'session_ended';
  return ended.expiresAt.getTime() <= now ? 'expired' : 'replaced';
}
