import type { FactorStage, Strategy } from '../protocol/factors.js';
import type { VerificationStatus } from '../protocol/verification.js';
import { renewAges } from './ages.js';
import type { Context } from './context.js';
import type { Proof } from './factors/factor.js';
import type { Failures } from './limits.js';
import { contactOf } from './enrolment.js';
import { refusal } from './refusals.js';
import type { PreparationRow, Transaction, VerificationRow } from './schema.js';
import type { SignedIn } from './signed-in.js';
import { failuresOf, keepFailures, lockUser } from './users.js';
import { nextExpiry, progressAt, progressColumns, requireOpen, requireTries } from './verification-rows.js';

// What an attempt writes: before its answer is checked, and after.

export interface Attempting {
  context: Context;
  signedIn: SignedIn;
  stage: FactorStage;
  strategy: Strategy;
}

/** An attempt that is counted as wrong until it has proved right: a crash, or a thousand at once, gain nobody a try. */
export interface Reserved {
  row: VerificationRow;
  preparations: PreparationRow[];
  /** The user's wrong answers in a row, without this one. */
  before: Failures;
}

async function inTransaction<T>(
  context: Context,
  run: (transaction: Transaction, now: number) => Promise<T>,
): Promise<T> {
  const database = await context.database();
  return database.transaction().execute((transaction) => run(transaction, context.now()));
}

/** Counts the attempt, or refuses it. */
export function reserve({ context, signedIn, stage, strategy }: Attempting): Promise<Reserved> {
  const { session } = signedIn;
  return inTransaction(context, async (transaction, now) => {
    const user = await lockUser(transaction, session.userId, now);
    const open = await requireOpen(transaction, session, stage, now);
    requireTries(open, user, stage, context.limits, now);
    const preparations = await takePreparations(transaction, { context, signedIn, stage, strategy }, open, now);
    const before = failuresOf(user, stage, context.limits, now);
    await keepFailures(transaction, session.userId, stage, { count: before.count + 1, lastAt: now });
    const { attempts, verifiedAt } = progressAt(open, stage);
    const row = await update(
      transaction,
      open,
      progressColumns(stage, { strategy, attempts: attempts + 1, verifiedAt }),
    );
    return { row, preparations, before };
  });
}

/** What waits for an answer of this strategy. A passkey's challenge is taken out: it serves once, right or wrong. */
async function takePreparations(
  transaction: Transaction,
  { signedIn, stage, strategy }: Attempting,
  { id: verificationId }: VerificationRow,
  now: number,
): Promise<PreparationRow[]> {
  if (strategy !== 'email_code' && strategy !== 'phone_code' && strategy !== 'passkey') return [];
  const all = await transaction
    .selectFrom('reverifyPreparations')
    .selectAll()
    .where((eb) => eb.and({ verificationId, stage, strategy }))
    .execute();
  // An address that was removed meanwhile proves nothing any more.
  const contacts = signedIn.usable[stage].filter((factor) => factor.strategy === strategy).map(contactOf);
  const prepared = all.filter(({ contactId }) => contacts.includes(contactId));
  if (prepared.length === 0) throw refusal('verification_not_prepared');
  const alive = prepared.filter(({ expiresAt }) => expiresAt.getTime() > now);
  if (alive.length === 0) throw refusal('verification_expired');
  if (strategy === 'passkey') {
    await transaction
      .deleteFrom('reverifyPreparations')
      .where((eb) => eb.and({ verificationId, stage, strategy }))
      .execute();
  }
  return alive;
}

/** Makes a right answer count; `undefined` if it turns out to be used up. */
export function settle({ context, signedIn, stage, strategy }: Attempting, { row }: Reserved, proof: Proof) {
  const { session, enrolled } = signedIn;
  return inTransaction(context, async (transaction, now) => {
    await lockUser(transaction, session.userId, now);
    const open = await requireOpen(transaction, session, stage, now);
    if (open.id !== row.id) throw refusal('verification_not_found');
    if (!(await proof.spend(transaction))) return undefined;
    await keepFailures(transaction, session.userId, stage, { count: 0, lastAt: now });
    await transaction.deleteFrom('reverifyPreparations').where('verificationId', '=', row.id).execute();
    const attempts = Math.max(0, progressAt(open, stage).attempts - 1);
    const verified = await update(transaction, open, {
      ...progressColumns(stage, { strategy, attempts, verifiedAt: new Date(now) }),
      status: statusAfter(open, stage, enrolled.second),
      expiresAt: nextExpiry(context.limits, now),
    });
    if (verified.status === 'complete') await renewAges(transaction, verified, now);
    return verified;
  });
}

const statusAfter = ({ level }: VerificationRow, stage: FactorStage, hasSecond: boolean): VerificationStatus =>
  level === 'multi_factor' && stage === 'first' && hasSecond ? 'needs_second_factor' : 'complete';

/** Takes an attempt out of the count that could not be checked. */
export function giveBack({ context, signedIn, stage, strategy }: Attempting, { row, before }: Reserved): Promise<void> {
  const { session } = signedIn;
  return inTransaction(context, async (transaction, now) => {
    const user = await lockUser(transaction, session.userId, now);
    const { count, lastAt } = failuresOf(user, stage, context.limits, now);
    const isUntouched = count === before.count + 1;
    const without = isUntouched ? before : { count: Math.max(0, count - 1), lastAt };
    await keepFailures(transaction, session.userId, stage, without);
    const current = await transaction
      .selectFrom('reverifyVerifications')
      .selectAll()
      .where('id', '=', row.id)
      .forUpdate()
      .executeTakeFirst();
    if (!current) return;
    const { attempts, verifiedAt } = progressAt(current, stage);
    await update(
      transaction,
      current,
      progressColumns(stage, { strategy, attempts: Math.max(0, attempts - 1), verifiedAt }),
    );
  });
}

const update = (transaction: Transaction, { id }: VerificationRow, columns: Partial<VerificationRow>) =>
  transaction
    .updateTable('reverifyVerifications')
    .set(columns)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
