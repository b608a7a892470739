import { openEmbeddedPool } from './embedded-pool.js';
import { applyMigrations, requireMigrations } from './migrate.js';
import { peer } from './peers.js';
import { poolDialect } from './pool-dialect.js';
import type { Database, Schema } from './schema.js';
import type { PostgresPool, StoreOptions } from './store-options.js';

// Apart from store.ts, so that the public types do not need Kysely's.

/** A database that is connected to when it is first used. */
export class LazyDatabase {
  #connected: Promise<Database> | undefined;
  #ready: Promise<Database> | undefined;
  #isClosed = false;

  constructor(private readonly options: StoreOptions) {}

  /** The database with its tables: made on the spot if it is embedded, else checked. */
  ready(): Promise<Database> {
    // What failed is tried again: the database may come up after the application.
    this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async migrate(): Promise<void> {
    await applyMigrations(await this.#connect());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connected = await this.#connected?.catch(() => undefined);
    await connected?.destroy();
  }

  async #prepare(): Promise<Database> {
    const database = await this.#connect();
    await (isEmbedded(this.options) ? applyMigrations(database) : requireMigrations(database));
    return database;
  }

  #connect(): Promise<Database> {
    if (this.#isClosed) return Promise.reject(new Error('the store is closed'));
    this.#connected ??= connect(this.options).catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    return this.#connected;
  }
}

const isEmbedded = (options: StoreOptions) => options.pool === undefined && options.connectionString === undefined;

async function connect(options: StoreOptions): Promise<Database> {
  const kysely = await peer('kysely', 'to keep verifications in its store', () => import('kysely'));
  const dialect = poolDialect(kysely, await openPool(options));
  return new kysely.Kysely<Schema>({ dialect, plugins: [new kysely.CamelCasePlugin()] });
}

async function openPool(options: StoreOptions): Promise<PostgresPool> {
  if (options.pool !== undefined) {
    const { pool } = options;
    return { connect: () => pool.connect(), end: () => Promise.resolve() };
  }
  if (options.connectionString === undefined) return openEmbeddedPool(options.dataDir);
  return openServerPool(options.connectionString, options.poolSize ?? 10);
}

async function openServerPool(connectionString: string, max: number): Promise<PostgresPool> {
  const pg = await peer('pg', 'to reach a PostgreSQL server', () => import('pg'));
  const pool = new pg.default.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 10_000,
    // No step takes long: whatever is stuck lets go of its locks instead of holding up the user.
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
  });
  // An idle connection that breaks is replaced by the pool; unheard, its event would end the process.
  pool.on('error', () => undefined);
  return pool;
}

const databases = new WeakMap<object, LazyDatabase>();

export function registerDatabase(store: object, database: LazyDatabase): void {
  databases.set(store, database);
}

/** The database behind a store. @throws TypeError for anything that `createStore` did not make. */
export function databaseOf(store: object): LazyDatabase {
  const database = databases.get(store);
  if (database) return database;
  throw new TypeError('store: expected what createStore() returns');
}
