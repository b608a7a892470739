import type * as Kysely from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { PostgresClient, PostgresPool } from './store-options.js';

/** PostgreSQL for Kysely, over a pool of either kind. Kysely is handed in, because it is loaded when first needed. */
export function poolDialect(kysely: typeof Kysely, pool: PostgresPool): Dialect {
  const run = (sql: string) => async (connection: DatabaseConnection) => {
    await connection.executeQuery(kysely.CompiledQuery.raw(sql));
  };
  const driver: Driver = {
    init: () => Promise.resolve(),
    acquireConnection: async () => {
      const client = await pool.connect();
      client.on?.('error', ignore);
      return new PoolConnection(client);
    },
    // The rules rely on seeing what was committed while they waited for a lock, whatever the database's own default is.
    beginTransaction: run('begin isolation level read committed'),
    commitTransaction: run('commit'),
    rollbackTransaction: run('rollback'),
    releaseConnection: (connection) => {
      if (connection instanceof PoolConnection) {
        connection.client.off?.('error', ignore);
        connection.client.release();
      }
      return Promise.resolve();
    },
    destroy: () => pool.end(),
  };
  return {
    createDriver: () => driver,
    createAdapter: () => new kysely.PostgresAdapter(),
    createIntrospector: (database) => new kysely.PostgresIntrospector(database),
    createQueryCompiler: () => new kysely.PostgresQueryCompiler(),
  };
}

/** The query that meets the broken connection rejects; unheard, its event besides would end the process. */
const ignore = () => undefined;

class PoolConnection implements DatabaseConnection {
  constructor(readonly client: PostgresClient) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows } = await this.client.query<Row>(sql, [...parameters]);
    return { rows };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('the store does not stream');
  }
}
