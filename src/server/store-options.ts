/** The part of a `pg.Pool` that the store uses. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
}

/** The part of a `pg.PoolClient` that the store uses. */
export interface PostgresClient {
  query<Row>(sql: string, parameters: unknown[]): Promise<QueryRows<Row>>;
  release(): void;
  /** A connection that breaks while it is in use says so as an event, too. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

export interface QueryRows<Row> {
  rows: Row[];
}

/**
 * - `dataDir`: embedded PostgreSQL (PGlite) in that folder, made if missing; one process at a time. Nothing at all: embedded,
 *   in memory, gone with the process.
 * - `connectionString`: a PostgreSQL server, or whatever speaks its protocol and SQL; at most `poolSize` connections,
 *   default 10.
 * - `pool`: a `pg.Pool` of your own, with its default type parsers. `close()` leaves it open.
 */
export type StoreOptions =
  | { dataDir?: string; connectionString?: never; pool?: never }
  | { connectionString: string; poolSize?: number; dataDir?: never; pool?: never }
  | { pool: PostgresPool; dataDir?: never; connectionString?: never };
