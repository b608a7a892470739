import type { PGlite } from '@electric-sql/pglite';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';

/**
 * PGlite as a pool of one connection: whoever holds it, for a query or a whole transaction, makes the others wait. The
 * bank's Kysely and the kit's store share it; with a PostgreSQL server, both would share a `pg.Pool` in its place.
 */
export class PGlitePool implements PostgresPool {
  #released: Promise<void> = Promise.resolve();

  constructor(private readonly pglite: PGlite) {}

  async connect(): Promise<PGliteClient> {
    const before = this.#released;
    let release: () => void = () => undefined;
    this.#released = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return new PGliteClient(this.pglite, release);
  }

  async end(): Promise<void> {
    await this.#released;
    await this.pglite.close();
  }
}

class PGliteClient implements PostgresPoolClient {
  constructor(
    private readonly pglite: PGlite,
    readonly release: () => void,
  ) {}

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new Error('PGlite has no cursors');
    return this.#run<R>(sql, parameters);
  }

  async #run<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const { rows, affectedRows = 0 } = await this.pglite.query<R>(sql, [...parameters]);
    return { command: 'SELECT', rowCount: affectedRows, rows };
  }
}
