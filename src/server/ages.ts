import type { FactorStage } from '../protocol/factors.js';
import type { FactorVerificationAge } from '../protocol/reverification.js';
import { NEVER } from './has.js';
import { DAY, MINUTE } from './limits.js';
import type { Limits } from './limits.js';
import type { Session } from './options.js';
import type { Database, Transaction, VerificationRow } from './schema.js';

/** When each stage was last verified by us, in Unix milliseconds. */
type Times = Partial<Record<FactorStage, number>>;

/** How far ahead another machine's clock may be. A time beyond it is a mistake (a wrong unit, say), and does not count. */
const CLOCK_SKEW = MINUTE;

interface AgeSources {
  /** The application's own times. */
  session: Session;
  /** Ours. */
  recorded: Times;
  enrolled: Record<FactorStage, boolean>;
  limits: Limits;
  now: number;
}

/**
 * The ages of a session, in minutes: of the application's time and ours the fresher one. Where nothing was ever verified,
 * the age is {@link NEVER}; -1, which lets another factor do instead, stands only where none is enrolled.
 */
export function agesOf({ session, recorded, enrolled, limits, now }: AgeSources): FactorVerificationAge {
  const remembered = now - limits.rememberDays * DAY;
  const age = (stage: FactorStage, own: number | null | undefined) => {
    if (!enrolled[stage]) return -1;
    const ours = recorded[stage];
    const times = [own, ours !== undefined && ours > remembered ? ours : undefined].filter(
      (time) => typeof time === 'number' && time <= now + CLOCK_SKEW,
    );
    return times.length === 0 ? NEVER : Math.min(NEVER, Math.max(0, now - Math.max(...times.map(Number))) / MINUTE);
  };
  return [age('first', session.firstFactorVerifiedAt), age('second', session.secondFactorVerifiedAt)];
}

export async function recordedTimes(database: Database, session: Session): Promise<Times> {
  const row = await database
    .selectFrom('reverifyAges')
    .select(['firstVerifiedAt', 'secondVerifiedAt'])
    .where('sessionId', '=', session.id)
    .where('userId', '=', session.userId)
    .executeTakeFirst();
  return {
    ...(row?.firstVerifiedAt && { first: row.firstVerifiedAt.getTime() }),
    ...(row?.secondVerifiedAt && { second: row.secondVerifiedAt.getTime() }),
  };
}

/** Makes a completed verification count: the times at which its stages were verified become the session's. */
export async function renewAges(transaction: Transaction, verification: VerificationRow, now: number): Promise<void> {
  const { sessionId, userId, firstVerifiedAt, secondVerifiedAt } = verification;
  // A session id that went to another user brings nothing along.
  await transaction
    .deleteFrom('reverifyAges')
    .where('sessionId', '=', sessionId)
    .where('userId', '!=', userId)
    .execute();
  await transaction
    .insertInto('reverifyAges')
    .values({ sessionId, userId, firstVerifiedAt, secondVerifiedAt, renewedAt: new Date(now) })
    .onConflict((conflict) =>
      conflict.column('sessionId').doUpdateSet((eb) => ({
        firstVerifiedAt: eb.fn.coalesce('excluded.firstVerifiedAt', 'reverifyAges.firstVerifiedAt'),
        secondVerifiedAt: eb.fn.coalesce('excluded.secondVerifiedAt', 'reverifyAges.secondVerifiedAt'),
        renewedAt: eb.ref('excluded.renewedAt'),
      })),
    )
    .execute();
}
