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
    acquireConnection: async () => new PoolConnection(await pool.connect()),
    beginTransaction: run('begin'),
    commitTransaction: run('commit'),
    rollbackTransaction: run('rollback'),
    releaseConnection: (connection) => {
      if (connection instanceof PoolConnection) connection.client.release();
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
