import { subjectOf } from './audit.js';
import type { Context } from './context.js';
import { DAY, HOUR, MINUTE } from './limits.js';
import type { Database, VerificationRow } from './schema.js';

const INTERVAL = 10 * MINUTE;
/** Rows per table and run: nobody waits long for a verification because others left many. */
const BATCH = 100;

/** Deletes what is over, now and then, on the way of a request: no timer to start or stop. Nodes share the work. */
export class Tidying {
  #next = 0;

  constructor(private readonly context: Context) {}

  async run(): Promise<void> {
    const { context } = this;
    const now = context.now();
    if (now < this.#next) return;
    this.#next = now + INTERVAL;
    try {
      await this.#tidy(await context.database(), now);
    } catch (error) {
      context.report(error);
    }
  }

  async #tidy(database: Database, now: number): Promise<void> {
    const { limits } = this.context;
    const expired = await deleteExpired(database, new Date(now));
    const unfinished = expired.filter(({ status }) => status !== 'complete');
    // All at once: the request that does this waits for the slowest of them, not for their sum.
    await Promise.all(
      unfinished.map((row) => this.context.emit({ ...subjectOf(row, now), type: 'cancelled', reason: 'expired' })),
    );
    const deleted = [
      expired,
      await deleteDeliveries(database, new Date(now - HOUR)),
      await deleteAges(database, new Date(now - limits.rememberDays * DAY)),
      // Nothing in a user's row counts longer than their failures do.
      await deleteUsers(database, new Date(now - Math.max(limits.forgetFailuresHours, 1) * HOUR)),
    ];
    // A full batch leaves more behind. The next request goes on, so that no table grows faster than it is emptied.
    if (deleted.some(({ length }) => length >= BATCH)) this.#next = now;
  }
}

// Locked rows are skipped: somebody is using them, or another node is deleting them.

function deleteExpired(database: Database, before: Date): Promise<VerificationRow[]> {
  return database
    .deleteFrom('reverifyVerifications')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('reverifyVerifications')
        .select('id')
        .where('expiresAt', '<', before)
        .limit(BATCH)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
}

function deleteDeliveries(database: Database, before: Date): Promise<object[]> {
  return database
    .deleteFrom('reverifyDeliveries')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('reverifyDeliveries')
        .select('id')
        .where('sentAt', '<', before)
        .limit(BATCH)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute();
}

function deleteAges(database: Database, before: Date): Promise<object[]> {
  return database
    .deleteFrom('reverifyAges')
    .where('sessionId', 'in', (eb) =>
      eb
        .selectFrom('reverifyAges')
        .select('sessionId')
        .where('renewedAt', '<', before)
        .limit(BATCH)
        .forUpdate()
        .skipLocked(),
    )
    .returning('sessionId')
    .execute();
}

function deleteUsers(database: Database, before: Date): Promise<object[]> {
  return database
    .deleteFrom('reverifyUsers')
    .where('userId', 'in', (eb) =>
      eb
        .selectFrom('reverifyUsers')
        .select('userId')
        .where('seenAt', '<', before)
        .limit(BATCH)
        .forUpdate()
        .skipLocked(),
    )
    .returning('userId')
    .execute();
}
