import { databaseOf } from '../../src/server/database.js';
import type { Store } from '../../src/server.js';

const tables = [
  'reverifyUsers',
  'reverifyVerifications',
  'reverifyPreparations',
  'reverifyDeliveries',
  'reverifyAges',
  'reverifyBackupCodes',
] as const;

/** Every row of every table, as whoever steals the database would see them. */
export async function readAll(store: Store): Promise<Record<(typeof tables)[number], object[]>> {
  const database = await databaseOf(store).ready();
  const read = async (table: (typeof tables)[number]) =>
    [table, await database.selectFrom(table).selectAll().execute()] as const;
  const entries = await Promise.all(tables.map(read));
  return Object.fromEntries(entries) as Record<(typeof tables)[number], object[]>;
}
