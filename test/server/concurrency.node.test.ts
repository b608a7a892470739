import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TOTP } from 'otpauth';
import { createStore } from '../../src/server.js';
import { databaseOf } from '../../src/server/database.js';
import type { Account, Store } from '../../src/server.js';
import { Application } from './application.js';
import type { Client } from './application.js';
import { Authenticator } from './authenticator.js';
import { createDatabase, findPostgres } from './postgres.js';
import type { Postgres } from './postgres.js';

// The same on both stores: the embedded one runs one query at a time, a server's connections really race.

const everything: Account = { hasPassword: true, hasTotp: true };

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** How often each status came. */
async function statuses(steps: Promise<Response>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(steps)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

function raceTests(storesOf: () => Store[]): void {
  /** The same application on several nodes, which share the database and nothing else. */
  function nodes(limits = {}): Application[] {
    const apps: Application[] = storesOf().map(
      (store): Application =>
        new Application({
          store,
          limits,
          accounts: {
            get: (userId) => apps[0]?.users.get(userId)?.account,
            verifyPassword: async (userId, password) => {
              await new Promise((resolve) => setImmediate(resolve));
              return apps[0]?.users.get(userId)?.password === password;
            },
            totpSecrets: () => [{ secret: SECRET }],
          },
        }),
    );
    return apps;
  }

  function signedIn({ limits = {}, account = everything }: { limits?: object; account?: Account } = {}) {
    const apps = nodes(limits);
    const [app] = apps;
    if (!app) throw new Error('expected a node');
    const user = app.addUser(account);
    /** The same page, its request balanced to one of the nodes. */
    const clients = apps.map((node) => node.as(user));
    const via = (index: number): Client => clients[index % clients.length] ?? app.as(user);
    return { app, apps, user, client: via(0), via };
  }

  const attempt = (client: Client, stage: 'first' | 'second', body: object) =>
    client.send(`/verify/attempt_${stage}_factor`, body);

  test('forty wrong passwords at once are five tries', async () => {
    const { client, via } = signedIn();
    await client.start();
    const tries = times(40, (i) => attempt(via(i), 'first', { strategy: 'password', password: `wrong ${i}` }));
    assert.deepEqual(await statuses(tries), { 422: 5, 429: 35 });
  });

  test('the right password among a crowd of wrong ones still counts against the limit', async () => {
    const { client, user, via } = signedIn();
    await client.start();
    const passwords = times(20, (i) => (i === 19 ? user.password : `wrong ${i}`));
    const counts = await statuses(
      passwords.map((password, i) => attempt(via(i), 'first', { strategy: 'password', password })),
    );
    const { 200: right = 0, 422: wrong = 0 } = counts;
    assert.ok(right <= 1 && wrong <= 5, JSON.stringify(counts));
  });

  test('wrong answers in many sessions at once are counted for the one user', async () => {
    const { apps, user } = signedIn();
    const clients = times(12, (i) => (apps[i % apps.length] ?? apps[0])?.as(user, `${user.sessionId} ${i}`));
    const started = clients.flatMap((client) => (client ? [client] : []));
    await Promise.all(started.map((client) => client.start()));
    const tries = started.map((client) => attempt(client, 'first', { strategy: 'password', password: 'wrong' }));
    assert.deepEqual(await statuses(tries), { 422: 5, 429: 7 });
  });

  test('of two uses of one backup code at once, one wins', async () => {
    const { app, apps, user } = signedIn({ limits: { attempts: 50, freeFailures: 50, lockAfterFailures: 51 } });
    for (let round = 0; round < 5; round++) {
      const [code] = await app.kit.backupCodes.generate(user.id, { count: 2 });
      const sessions = times(8, (i) => (apps[i % apps.length] ?? app).as(user, `${user.sessionId} ${round} ${i}`));
      await Promise.all(sessions.map((client) => client.start('second_factor')));
      const uses = sessions.map((client) => attempt(client, 'second', { strategy: 'backup_code', code }));
      assert.deepEqual(await statuses(uses), { 200: 1, 422: 7 });
      assert.equal(await app.kit.backupCodes.remaining(user.id), 1);
    }
  });

  test('of many uses of one authenticator code at once, one wins', async () => {
    const { app, apps, user } = signedIn({ limits: { freeFailures: 50, lockAfterFailures: 51 } });
    const code = new TOTP({ secret: SECRET }).generate({ timestamp: app.time });
    const sessions = times(8, (i) => (apps[i % apps.length] ?? app).as(user, `${user.sessionId} ${i}`));
    await Promise.all(sessions.map((client) => client.start('second_factor')));
    const uses = sessions.map((client) => attempt(client, 'second', { strategy: 'totp', code }));
    assert.deepEqual(await statuses(uses), { 200: 1, 422: 7 });
  });

  test('of many uses of one passkey answer at once, one wins', async () => {
    const authenticator = new Authenticator();
    const { client, via } = signedIn({ account: { passkeys: [authenticator.registered()] } });
    await client.start();
    const { firstFactorVerification } = await client.prepareFirst({ strategy: 'passkey' });
    const { challenge } = JSON.parse(firstFactorVerification?.nonce ?? '') as { challenge: string };
    const credential = authenticator.answer({ challenge });
    const uses = times(8, (i) => attempt(via(i), 'first', { strategy: 'passkey', public_key_credential: credential }));
    assert.deepEqual(await statuses(uses), { 200: 1, 400: 7 });
  });

  test('of many uses of one e-mail code at once, one wins, and the others are not counted as wrong', async () => {
    const account = { emailAddresses: [{ id: 'mail_1', address: 'jane@example.com' }] };
    const { app, user, client, via } = signedIn({ account });
    await client.start();
    await client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' });
    const code = app.emails[0]?.code;
    const uses = times(4, (i) => attempt(via(i), 'first', { strategy: 'email_code', code }));
    assert.deepEqual(await statuses(uses), { 200: 1, 400: 3 });
    const database = await databaseOf(storesOf()[0] ?? createStore()).ready();
    const counted = database.selectFrom('reverifyUsers').select('firstFailures').where('userId', '=', user.id);
    assert.equal((await counted.executeTakeFirst())?.firstFailures, 0);
  });

  test('twenty requests for a code at once send one', async () => {
    const account = { emailAddresses: [{ id: 'mail_1', address: 'jane@example.com' }] };
    const { apps, client, via } = signedIn({ account });
    await client.start();
    const body = { strategy: 'email_code', email_address_id: 'mail_1' };
    const sends = times(20, (i) => via(i).send('/verify/prepare_first_factor', body));
    assert.deepEqual(await statuses(sends), { 200: 1, 429: 19 });
    assert.equal(apps.flatMap(({ emails }) => emails).length, 1);
  });

  test('twenty starts at once are one verification', async () => {
    const { via } = signedIn();
    const started = await Promise.all(times(20, (i) => via(i).start()));
    assert.equal(new Set(started.map(({ id }) => id)).size, 1);
  });

  test('two sets of backup codes made at once leave one', async () => {
    const { app, apps, user } = signedIn();
    const sets = times(6, (i) => (apps[i % apps.length] ?? app).kit.backupCodes.generate(user.id));
    await Promise.all(sets);
    assert.equal(await app.kit.backupCodes.remaining(user.id), 10);
  });

  test('a storm of everything ends with nobody stuck and the database at peace', async () => {
    const { apps, user, via } = signedIn({ limits: { freeFailures: 500, lockAfterFailures: 501, attempts: 500 } });
    const levels = ['first_factor', 'second_factor', 'multi_factor'];
    const steps = times(120, (i) => {
      switch (i % 4) {
        case 0:
          return via(i).send('/verify', { level: levels[i % 3] });
        case 1:
          return attempt(via(i), 'first', { strategy: 'password', password: i % 8 === 1 ? user.password : 'wrong' });
        case 2:
          return attempt(via(i), 'second', { strategy: 'totp', code: '000000' });
        default:
          return via(i)
            .app.kit.endSession(user.sessionId)
            .then(() => new Response());
      }
    });
    const counts = await statuses(steps);
    assert.equal(counts[500], undefined, JSON.stringify(counts));
    assert.deepEqual(
      apps.flatMap(({ errors }) => errors),
      [],
    );
  });
}

describe('races on the embedded store', () => {
  let store: Store;
  before(() => {
    store = createStore();
  });
  after(() => store.close());
  raceTests(() => [store]);
});

const startPostgres = findPostgres();

if (startPostgres) {
  describe('races on a PostgreSQL server, between two nodes', () => {
    let postgres: Postgres;
    let stores: Store[] = [];
    before(async () => {
      postgres = await startPostgres();
      const connectionString = await createDatabase(postgres.url);
      stores = times(2, () => createStore({ connectionString, poolSize: 8 }));
      // Started at the same moment, as nodes are.
      await Promise.all(stores.map((store) => store.migrate()));
    });
    after(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await postgres.stop();
    });
    raceTests(() => stores);
  });
}
