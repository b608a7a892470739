import type { FactorStage } from '../protocol/factors.js';
import { rememberedFailures } from './limits.js';
import type { Failures, Limits } from './limits.js';
import type { Transaction, UserRow } from './schema.js';

/**
 * The user's row, locked until the transaction ends. Every change locks it first: changes of one user queue, and no two
 * transactions wait for each other.
 */
export function lockUser(transaction: Transaction, userId: string, now: number): Promise<UserRow> {
  const seenAt = new Date(now);
  return transaction
    .insertInto('reverifyUsers')
    .values({ userId, firstFailures: 0, secondFailures: 0, seenAt })
    .onConflict((conflict) => conflict.column('userId').doUpdateSet({ seenAt }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * The user's wrong answers in a row at this stage. Per stage, because a right password must not wipe out the wrong codes of
 * somebody who has only the password.
 */
export function failuresOf(user: UserRow, stage: FactorStage, limits: Limits, now: number): Failures {
  const [count, at] =
    stage === 'first' ? [user.firstFailures, user.firstFailedAt] : [user.secondFailures, user.secondFailedAt];
  return rememberedFailures({ count, lastAt: at?.getTime() ?? 0 }, limits, now);
}

export async function keepFailures(
  transaction: Transaction,
  userId: string,
  stage: FactorStage,
  { count, lastAt }: Failures,
): Promise<void> {
  const at = new Date(lastAt);
  await transaction
    .updateTable('reverifyUsers')
    .set(
      stage === 'first' ? { firstFailures: count, firstFailedAt: at } : { secondFailures: count, secondFailedAt: at },
    )
    .where('userId', '=', userId)
    .execute();
}
