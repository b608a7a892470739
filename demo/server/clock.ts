import type { Kysely } from 'kysely';
import type { BankTables } from './database.js';

/** The demo's time. It can be moved forward, so that nobody has to wait an hour to be asked again. */
export interface DemoClock {
  /** Unix milliseconds. */
  now(): number;
  /** Moves everything in the demo forward: ages, codes, locks. There is no way back, as in life. */
  advance(minutes: number): Promise<void>;
}

/** The clock remembers how far it was moved: otherwise a restart would put verifications into the future. */
export async function openClock(db: Kysely<BankTables>, realNow: () => number = Date.now): Promise<DemoClock> {
  const row = await db.selectFrom('clock').select('offset_ms').executeTakeFirst();
  let offset = row?.offset_ms ?? 0;
  return {
    now: () => realNow() + offset,
    async advance(minutes) {
      offset += minutes * 60_000;
      await db
        .insertInto('clock')
        .values({ id: 1, offset_ms: offset })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ offset_ms: offset }))
        .execute();
    },
  };
}
