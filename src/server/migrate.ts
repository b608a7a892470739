import { peer } from './peers.js';
import { migrations } from './schema.js';
import type { Database, Transaction } from './schema.js';

/** Any number that nothing else in the database locks: "reverify" on a telephone's keys. */
const LOCK = 73_837_439;

/**
 * Brings the tables up to date, in one transaction: all or nothing. Nodes that start together queue on an advisory lock,
 * and all but the first find nothing left to do.
 */
export async function applyMigrations(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await run(transaction, `select pg_advisory_xact_lock(${LOCK})`);
    await run(transaction, `create table if not exists reverify_migrations (step integer primary key)`);
    const applied = await appliedSteps(transaction);
    for (const [step, statements] of migrations.entries()) {
      if (step < applied) continue;
      for (const statement of statements) await run(transaction, statement);
      await run(transaction, `insert into reverify_migrations (step) values (${step})`);
    }
  });
}

/** @throws Error saying what to do, where the tables are missing or older than this version needs. */
export async function requireMigrations(database: Database): Promise<void> {
  const isThere = (await run(database, `select to_regclass('reverify_migrations') as name`))[0]?.name;
  if (isThere && (await appliedSteps(database)) >= migrations.length) return;
  throw new Error('the database lacks tables of reverify-dialog: call migrate() once before the application starts');
}

async function appliedSteps(database: Database | Transaction): Promise<number> {
  return (await run(database, `select step from reverify_migrations`)).length;
}

async function run(database: Database | Transaction, sql: string): Promise<{ name?: unknown }[]> {
  const { CompiledQuery } = await peer('kysely', 'to keep verifications in its store', () => import('kysely'));
  return (await database.executeQuery<{ name?: unknown }>(CompiledQuery.raw(sql))).rows;
}
