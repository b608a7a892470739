import { LazyDatabase, registerDatabase } from './database.js';
import type { StoreOptions } from './store-options.js';

/** Where verifications, ages and codes are kept: PostgreSQL, embedded or not. Made by {@link createStore}. */
export interface Store {
  /** Makes or updates the tables (`reverify_…`). Safe when several nodes start at once. An embedded store does it by itself. */
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A store for the option of that name. Nothing is loaded or opened before its first use.
 *
 * Needs `kysely`, and `@electric-sql/pglite` (embedded) or `pg` (`connectionString`).
 */
export function createStore(options: StoreOptions = {}): Store {
  const database = new LazyDatabase(options);
  const store: Store = { migrate: () => database.migrate(), close: () => database.close() };
  registerDatabase(store, database);
  return store;
}
