import { mkdir } from 'node:fs/promises';
import type { PGlite } from '@electric-sql/pglite';
import { peer } from './peers.js';
import type { PostgresClient, PostgresPool } from './store-options.js';

/** PostgreSQL within this process, in a folder or in memory. */
export async function openEmbeddedPool(dataDir: string | undefined): Promise<PostgresPool> {
  const { PGlite } = await peer('@electric-sql/pglite', 'for its embedded store', () => import('@electric-sql/pglite'));
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  return new EmbeddedPool(await PGlite.create(dataDir));
}

/** A pool of one: PGlite is a single connection, so whoever holds it has it alone until released. */
class EmbeddedPool implements PostgresPool {
  #released: Promise<void> = Promise.resolve();

  constructor(private readonly pglite: PGlite) {}

  async connect(): Promise<PostgresClient> {
    const before = this.#released;
    let release: () => void = () => undefined;
    this.#released = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return { query: (sql, parameters) => this.pglite.query(sql, parameters), release };
  }

  async end(): Promise<void> {
    await this.#released;
    await this.pglite.close();
  }
}
