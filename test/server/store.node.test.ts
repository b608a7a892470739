import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { createStore, MissingPackageError } from '../../src/server.js';
import { databaseOf } from '../../src/server/database.js';
import { peer } from '../../src/server/peers.js';
import { Application, refusalOf } from './application.js';
import { createDatabase, findPostgres } from './postgres.js';
import type { Postgres } from './postgres.js';

describe('the embedded store', () => {
  test('in a folder keeps what it knows when the process starts again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reverify-store-'));
    const dataDir = join(folder, 'not', 'there', 'yet');
    const first = new Application({ store: createStore({ dataDir }) });
    const user = first.addUser();
    await first.as(user).start();
    await first.as(user).password();
    const codes = await first.kit.backupCodes.generate(user.id);
    await first.kit.close();

    const second = new Application({ store: createStore({ dataDir }) });
    second.users.set(user.id, user);
    assert.deepEqual((await second.as(user).auth()).factorVerificationAge, [0, Number.MAX_SAFE_INTEGER]);
    assert.equal(await second.kit.backupCodes.remaining(user.id), codes.length);
    await second.kit.migrate();
    await second.kit.close();
    await rm(folder, { recursive: true });
  });

  test('says so when it is used after it was closed, and may be closed unused or twice', async () => {
    const app = new Application({ store: createStore() });
    await app.kit.close();
    await app.kit.close();
    const client = app.as(app.addUser());
    assert.equal((await refusalOf(client.start())).code, 'internal_error');
    assert.match(String(app.errors[0]), /the store is closed/);
  });

  test('that cannot be opened now is tried again at the next request', async () => {
    // A file where the folder's parent should be.
    const store = createStore({ dataDir: join(import.meta.filename, 'data') });
    const app = new Application({ store });
    const client = app.as(app.addUser());
    for (let round = 1; round <= 2; round++) {
      assert.equal((await refusalOf(client.start())).status, 500);
      assert.equal(app.errors.length, round);
    }
    assert.match(String(app.errors[0]), /ENOTDIR/);
    await app.kit.close();
  });

  test('does not stream', async () => {
    const store = createStore();
    const database = await databaseOf(store).ready();
    const streamed = async () => {
      for await (const row of database.selectFrom('reverifyUsers').selectAll().stream()) assert.fail(row.userId);
    };
    await assert.rejects(streamed, /does not stream/);
    const tables = await database.introspection.getTables();
    assert.ok(tables.some(({ name }) => name === 'reverify_verifications' || name === 'reverifyVerifications'));
    await store.close();
  });
});

const startPostgres = findPostgres();

if (startPostgres) {
  describe('a PostgreSQL server', () => {
    let postgres: Postgres;
    before(async () => {
      postgres = await startPostgres();
    });
    after(() => postgres.stop());

    const emptyDatabase = () => createDatabase(postgres.url);

    test('without tables is told what to do, and works once that is done', async () => {
      const app = new Application({ store: createStore({ connectionString: await emptyDatabase() }) });
      const client = app.as(app.addUser());
      assert.equal((await refusalOf(client.start())).status, 500);
      assert.match(String(app.errors[0]), /call migrate\(\) once/);
      await app.kit.migrate();
      await client.start();
      assert.equal((await client.password()).status, 'complete');
      await app.kit.close();
    });

    test('is migrated by ten nodes at once, and again by none', async () => {
      const connectionString = await emptyDatabase();
      const stores = Array.from({ length: 10 }, () => createStore({ connectionString, poolSize: 1 }));
      await Promise.all(stores.map((store) => store.migrate()));
      await Promise.all(stores.map((store) => store.migrate()));
      await Promise.all(stores.map((store) => databaseOf(store).ready()));
      await Promise.all(stores.map((store) => store.close()));
    });

    test('may be reached by a pool of the application, which stays open', async () => {
      const pool = new pg.Pool({ connectionString: await emptyDatabase() });
      const app = new Application({ store: createStore({ pool }) });
      await app.kit.migrate();
      await app.as(app.addUser()).start();
      await app.kit.close();
      const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from reverify_verifications');
      assert.equal(rows[0]?.count, 1);
      await pool.end();
    });

    test('that drops all connections is reached again', async () => {
      const connectionString = await emptyDatabase();
      const app = new Application({ store: createStore({ connectionString }) });
      await app.kit.migrate();
      const client = app.as(app.addUser());
      await client.start();
      const admin = new pg.Client(postgres.url);
      await admin.connect();
      const { pathname } = new URL(connectionString);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        pathname.slice(1),
      ]);
      await admin.end();
      // The first may meet a connection that is going down; the one after must not.
      await client.send('/verify', { level: 'first_factor' });
      assert.equal((await client.send('/verify', { level: 'first_factor' })).status, 200);
      await app.kit.close();
    });

    test('that drops a connection in the middle of a transaction ends that one, not the process', async () => {
      const connectionString = await emptyDatabase();
      const pool = new pg.Pool({ connectionString });
      const stores = [createStore({ connectionString }), createStore({ pool })];
      await Promise.all(stores.map((store) => store.migrate()));
      const admin = new pg.Client(connectionString);
      await admin.connect();
      for (const store of stores) {
        const database = await databaseOf(store).ready();
        const interrupted = database.transaction().execute(async (transaction) => {
          await transaction.selectFrom('reverifyUsers').selectAll().execute();
          await admin.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'",
          );
        });
        await assert.rejects(interrupted);
        assert.deepEqual(await database.selectFrom('reverifyUsers').selectAll().execute(), []);
        await store.close();
      }
      await Promise.all([admin.end(), pool.end()]);
    });

    test('whose default isolation is stricter counts attempts at once all the same', async () => {
      const connectionString = await emptyDatabase();
      const admin = new pg.Client(connectionString);
      await admin.connect();
      const { pathname } = new URL(connectionString);
      await admin.query(`alter database ${pathname.slice(1)} set default_transaction_isolation = 'serializable'`);
      await admin.end();
      const app = new Application({ store: createStore({ connectionString }) });
      await app.kit.migrate();
      const client = app.as(app.addUser());
      await client.start();
      const body = { strategy: 'password', password: 'wrong' };
      const tries = Array.from({ length: 12 }, () => client.send('/verify/attempt_first_factor', body));
      const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
      assert.deepEqual(statuses, [...Array<number>(5).fill(422), ...Array<number>(7).fill(429)]);
      await app.kit.close();
    });
  });
}

describe('a package that is missing', () => {
  const absent = 'no-such-package-of-reverify-dialog' as string;

  test('is named, with what it is for and how to get it', async () => {
    await assert.rejects(
      peer(absent, 'to check something', () => import(absent)),
      (error) =>
        error instanceof MissingPackageError &&
        error.packageName === absent &&
        error.message ===
          `reverify-dialog/server needs the package "${absent}" to check something: npm install ${absent}`,
    );
  });

  test('is not what other errors while loading are taken for', async () => {
    const failure = new Error('syntax error');
    await assert.rejects(
      peer('kysely', 'to keep things', () => Promise.reject(failure)),
      failure,
    );
  });

  test('is not needed for importing the kit, nor for ages from a token', async () => {
    const program = `
      import { register } from 'node:module';
      const hooks = 'export const resolve = (id, context, next) => { if (/^(kysely|pg|otpauth|@electric-sql|@simplewebauthn)/.test(id)) throw Object.assign(new Error(id), { code: "ERR_MODULE_NOT_FOUND" }); return next(id, context); }';
      register('data:text/javascript,' + encodeURIComponent(hooks));
      const { createAuth, createReverification, reverificationErrorResponse } = await import(${JSON.stringify(new URL('../../src/server.ts', import.meta.url).href)});
      const fresh = createAuth({ userId: 'u', factorVerificationAge: [1, -1] }).has({ reverification: 'strict' });
      const errors = [];
      const kit = createReverification({
        sessions: { get: () => ({ id: 's', userId: 'u' }) }, accounts: { get: () => ({}) },
        secret: 'x'.repeat(32), origin: 'https://bank.example', onError: ({ message }) => errors.push(message),
      });
      const { status } = await kit.handle(new Request('https://bank.example/reverification/session'));
      console.log(JSON.stringify([fresh, reverificationErrorResponse('strict').status, status, errors]));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      program,
    ]);
    const [fresh, challenge, status, errors] = JSON.parse(stdout) as [boolean, number, number, string[]];
    assert.deepEqual([fresh, challenge, status], [true, 403, 500]);
    assert.match(errors[0] ?? '', /needs the package "kysely" to keep verifications in its store: npm install kysely/);
  });
});
