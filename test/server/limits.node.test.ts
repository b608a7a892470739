import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { TOTP } from 'otpauth';
import type { Account } from '../../src/server.js';
import { defaultLimits, resolveLimits, waitsUntil } from '../../src/server/limits.js';
import { Application, closeTestStore, refusalOf } from './application.js';
import type { Client } from './application.js';

after(closeTestStore);

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const account: Account = {
  hasPassword: true,
  hasTotp: true,
  emailAddresses: [{ id: 'mail_1', address: 'jane@example.com' }],
};

function signedIn(app = application()) {
  const user = app.addUser(account);
  return { app, user, client: app.as(user) };
}

function application(overrides = {}) {
  const app: Application = new Application({
    ...overrides,
    accounts: {
      get: (userId) => app.users.get(userId)?.account,
      verifyPassword: (userId, password) => app.users.get(userId)?.password === password,
      totpSecrets: () => [{ secret: SECRET }],
    },
  });
  return app;
}

const wrong = (client: Client) => refusalOf(client.password('wrong'));

/** Wrong passwords, waiting and starting anew wherever it takes that. */
async function failTimes(app: Application, client: Client, times: number) {
  for (let done = 0; done < times;) {
    const { status, retryAfter = 0 } = await wrong(client);
    if (status === 422) done += 1;
    else {
      app.pass({ seconds: retryAfter });
      await client.start();
    }
  }
}

describe('one verification', () => {
  test('survives four wrong passwords, and then the right one completes it', async () => {
    const { client } = signedIn();
    await client.start();
    for (const left of [4, 3, 2, 1]) assert.equal((await wrong(client)).attemptsLeft, left);
    assert.equal((await client.password()).status, 'complete');
  });

  test('is over after five, also for the right answer', async () => {
    const { app, client } = signedIn();
    await client.start();
    for (let count = 0; count < 5; count++) await wrong(client);
    const refused = await refusalOf(client.password());
    assert.deepEqual([refused.status, refused.code, refused.retryAfter], [429, 'too_many_requests', 30]);
    app.pass({ seconds: 30 });
    assert.equal((await refusalOf(client.password())).code, 'verification_expired');
    assert.equal(await client.has('lax'), false);
    const anew = await client.start();
    assert.equal(anew.firstFactorVerification, undefined);
    assert.equal((await client.password()).status, 'complete');
  });

  test('counts all strategies of a stage together, and a resend gives no tries back', async () => {
    const { app, client } = signedIn();
    await client.start();
    await wrong(client);
    await client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' });
    const wrongCode = app.emails[0]?.code === '000000' ? '111111' : '000000';
    await refusalOf(client.attemptFirst({ strategy: 'email_code', code: wrongCode }));
    app.pass({ seconds: 30 });
    const { firstFactorVerification } = await client.prepareFirst({
      strategy: 'email_code',
      email_address_id: 'mail_1',
    });
    assert.equal(firstFactorVerification?.attempts, 2);
    assert.equal((await wrong(client)).attemptsLeft, 2);
  });

  test('says so when its tries are used up', async () => {
    const { client } = signedIn(application({ limits: { attempts: 1, freeFailures: 9, lockAfterFailures: 10 } }));
    await client.start();
    assert.equal((await wrong(client)).attemptsLeft, 0);
    assert.equal((await refusalOf(client.password())).code, 'verification_expired');
  });
});

describe('one user, over all verifications', () => {
  test('waits longer after each further wrong answer: starting anew resets nothing', async () => {
    const { app, client } = signedIn();
    await client.start();
    await failTimes(app, client, 5);
    const waits: unknown[] = [];
    for (let round = 0; round < 6; round++) {
      await client.start();
      const { status, retryAfter = 0 } = await wrong(client);
      assert.equal(status, 429);
      waits.push(retryAfter);
      app.pass({ seconds: retryAfter });
      await client.start();
      assert.equal((await wrong(client)).status, 422);
    }
    assert.deepEqual(waits, [30, 60, 120, 240, 480, 1800]);
  });

  test('is locked out of other sessions too, and of sending codes', async () => {
    const { app, user, client } = signedIn();
    await client.start();
    await failTimes(app, client, 5);
    const elsewhere = app.as(user, `${user.sessionId} elsewhere`);
    await elsewhere.start();
    assert.equal((await refusalOf(elsewhere.password())).status, 429);
    const prepared = elsewhere.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' });
    assert.equal((await refusalOf(prepared)).status, 429);
    assert.equal(app.emails.length, 0);
  });

  test('is locked for a time after ten, is told until when, and gets in afterwards', async () => {
    const { app, user, client } = signedIn();
    await client.start();
    await failTimes(app, client, 10);
    const [locked, ...more] = app.eventsOf(user, 'locked');
    assert.ok(locked?.type === 'locked');
    assert.deepEqual([locked.until, more.length], [app.time + 30 * 60_000, 0]);
    await client.start();
    app.pass({ minutes: 29, seconds: 59 });
    assert.equal((await refusalOf(client.password())).retryAfter, 1);
    app.pass({ seconds: 1 });
    await client.start();
    assert.equal((await client.password()).status, 'complete');
  });

  test('is never locked for longer by tries made during a lock', async () => {
    const { app, client } = signedIn();
    await client.start();
    await failTimes(app, client, 10);
    await client.start();
    for (let count = 0; count < 10; count++) assert.equal((await wrong(client)).status, 429);
    app.pass({ minutes: 30 });
    await client.start();
    assert.equal((await client.password()).status, 'complete');
  });

  test('begins with a clean slate after success', async () => {
    const { app, client } = signedIn();
    await client.start();
    await failTimes(app, client, 4);
    await client.password();
    await client.start();
    for (let count = 0; count < 5; count++) assert.equal((await wrong(client)).status, 422);
  });

  test('begins with a clean slate a day after the last wrong answer', async () => {
    const { app, client } = signedIn();
    await client.start();
    await failTimes(app, client, 9);
    app.pass({ hours: 24 });
    await client.start();
    for (let count = 0; count < 5; count++) assert.equal((await wrong(client)).status, 422);
  });

  test('who knows the password gains no tries at the second factor with it', async () => {
    const { app, client } = signedIn();
    const statuses: number[] = [];
    const code = new TOTP({ secret: SECRET }).generate({ timestamp: app.time }) === '000000' ? '111111' : '000000';
    for (let round = 0; round < 3; round++) {
      await client.start('multi_factor');
      const { status } = await client.start('multi_factor');
      if (status === 'needs_first_factor') await client.password();
      for (let count = 0; count < 2; count++) {
        statuses.push((await refusalOf(client.attemptSecond({ strategy: 'totp', code }))).status);
      }
      await client.start('first_factor');
    }
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429]);
  });
});

describe('what is not the user’s fault is not counted', () => {
  test('a password check that throws', async () => {
    let isDown = true;
    const app: Application = new Application({
      accounts: {
        get: () => account,
        verifyPassword: () => {
          if (isDown) throw new Error('the user directory is down');
          return true;
        },
      },
    });
    const client = app.as(app.addUser(account));
    await client.start();
    for (let count = 0; count < 8; count++) assert.equal((await wrong(client)).code, 'internal_error');
    isDown = false;
    const verified = await client.password();
    assert.deepEqual([verified.status, verified.firstFactorVerification?.attempts], ['complete', 0]);
  });

  test('a check that throws while others are wrong takes only itself back', async () => {
    const app: Application = new Application({
      accounts: {
        get: () => account,
        verifyPassword: (_userId, password) => {
          if (password === 'boom') throw new Error('boom');
          return false;
        },
      },
    });
    const client = app.as(app.addUser(account));
    await client.start();
    const answers = ['boom', 'wrong', 'boom', 'wrong'].map((password) => refusalOf(client.password(password)));
    await Promise.all(answers);
    assert.equal((await client.start()).firstFactorVerification?.attempts, 2);
  });
});

describe('the wait', () => {
  test('stays at the length of a lock, however many wrong answers there are', () => {
    assert.equal(waitsUntil({ count: 5000, lastAt: 0 }, defaultLimits), 30 * 60_000);
    const long = resolveLimits({ lockAfterFailures: 5000, freeFailures: 1 });
    assert.equal(waitsUntil({ count: 4999, lastAt: 0 }, long), 30 * 60_000);
  });

  test('refuses limits that are none', () => {
    assert.throws(() => resolveLimits({ attempts: 0 }), /limits.attempts: expected a number greater than 0, got 0/);
    assert.throws(() => resolveLimits({ lockMinutes: Infinity }), /limits.lockMinutes/);
    const misspelt: object = { atempts: 3 };
    assert.throws(() => resolveLimits(misspelt), /no limit called atempts/);
  });
});
