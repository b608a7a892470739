import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Account, TotpSecret } from '../../src/server.js';
import { Application, closeTestStore, refusalOf, testStore } from './application.js';
import { readAll } from './database-dump.js';

after(closeTestStore);

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

function application(secrets: readonly TotpSecret[] = [{ secret: SECRET }], overrides = {}) {
  const app: Application = new Application({
    accounts: {
      get: (userId) => app.users.get(userId)?.account,
      verifyPassword: (userId, password) => app.users.get(userId)?.password === password,
      totpSecrets: () => secrets,
    },
    ...overrides,
  });
  return app;
}

describe('an authenticator code', () => {
  async function started(app = application(), account: Account = { hasPassword: true, hasTotp: true }) {
    const user = app.addUser(account);
    const client = app.as(user);
    await client.start('second_factor');
    const codeAt = (seconds: number) => new TOTP({ secret: SECRET }).generate({ timestamp: app.time + seconds * 1000 });
    const answer = (code: string) => client.attemptSecond({ strategy: 'totp', code });
    return { app, user, client, codeAt, answer };
  }

  for (const [when, seconds] of [
    ['the current', 0],
    ['the previous', -30],
    ['the next', 30],
  ] as const) {
    test(`of ${when} step verifies`, async () => {
      const { client, codeAt, answer } = await started();
      assert.equal((await answer(codeAt(seconds))).status, 'complete');
      assert.ok(await client.has('strict'));
    });
  }

  for (const seconds of [-60, 60]) {
    test(`of ${seconds} seconds from now does not`, async () => {
      const { codeAt, answer } = await started();
      const { status, code } = await refusalOf(answer(codeAt(seconds)));
      assert.deepEqual([status, code], [422, 'form_code_incorrect']);
    });
  }

  test('is never accepted twice, in no session of the user', async () => {
    const { app, user, client, codeAt, answer } = await started();
    const code = codeAt(0);
    await answer(code);
    await client.start('second_factor');
    assert.equal((await refusalOf(answer(code))).code, 'form_code_incorrect');
    const elsewhere = app.as(user, `${user.sessionId} elsewhere`);
    await elsewhere.start('second_factor');
    assert.equal((await refusalOf(elsewhere.attemptSecond({ strategy: 'totp', code }))).status, 422);
  });

  test('of an earlier step is not accepted after a later one', async () => {
    const { client, codeAt, answer } = await started();
    await answer(codeAt(30));
    await client.start('second_factor');
    assert.equal((await refusalOf(answer(codeAt(0)))).status, 422);
  });

  test('of the next step is accepted after the one before was used', async () => {
    const { app, client, codeAt, answer } = await started();
    await answer(codeAt(0));
    app.pass({ seconds: 30 });
    await client.start('second_factor');
    assert.equal((await answer(codeAt(0))).status, 'complete');
  });

  test('is nobody else’s business: users with the same step do not block each other', async () => {
    const app = application();
    const first = await started(app);
    const second = await started(app);
    await first.answer(first.codeAt(0));
    assert.equal((await second.answer(second.codeAt(0))).status, 'complete');
  });

  test('may come from any of several apps, each with its own algorithm and digits', async () => {
    const other = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU';
    const app = application([{ secret: SECRET }, { secret: other, algorithm: 'SHA256', digits: 8, period: 60 }]);
    const { answer } = await started(app);
    const totp = new TOTP({ secret: Secret.fromBase32(other), algorithm: 'SHA256', digits: 8, period: 60 });
    assert.equal((await answer(totp.generate({ timestamp: app.time }))).status, 'complete');
  });

  test('that is no number is wrong, not an error', async () => {
    const { answer } = await started();
    for (const code of ['abcdef', '12345', '١٢٣٤٥٦', '12345é']) {
      assert.equal((await refusalOf(answer(code))).code, 'form_code_incorrect');
    }
  });

  test('needs no preparation', async () => {
    const { client } = await started();
    const { status, code } = await refusalOf(client.prepareSecond({ strategy: 'totp' }));
    assert.deepEqual([status, code], [400, 'strategy_for_user_invalid']);
  });
});

describe('a backup code', () => {
  async function started() {
    const app = application();
    const user = app.addUser({ hasPassword: true });
    const codes = await app.kit.backupCodes.generate(user.id);
    const client = app.as(user);
    await client.start('second_factor');
    const answer = (code = '', as = client) => as.attemptSecond({ strategy: 'backup_code', code });
    return { app, user, client, codes, answer };
  }

  test('verifies once, and the others go on', async () => {
    const { app, user, client, codes, answer } = await started();
    assert.equal((await answer(codes[0])).status, 'complete');
    assert.equal(await app.kit.backupCodes.remaining(user.id), 9);
    await client.start('second_factor');
    assert.equal((await refusalOf(answer(codes[0]))).code, 'form_code_incorrect');
    assert.equal((await answer(codes[1])).status, 'complete');
  });

  test('comes in sets of ten that are easy to read, and all different', async () => {
    const { codes } = await started();
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
  });

  test('may be typed in capitals, without the dash, and with letters for digits', async () => {
    const { codes, answer } = await started();
    const typed = (codes[0] ?? '').toUpperCase().replace('-', ' ').replace(/0/g, 'O').replace(/1/g, 'l');
    assert.equal((await answer(typed)).status, 'complete');
  });

  test('is kept as a keyed hash only', async () => {
    const { codes } = await started();
    const kept = JSON.stringify(await readAll(testStore()));
    for (const code of codes) assert.ok(!kept.includes(code) && !kept.includes(code.replace('-', '')));
  });

  test('of an old set is void, and of another user', async () => {
    const { app, user, codes, answer } = await started();
    const stranger = app.addUser();
    const [foreign] = await app.kit.backupCodes.generate(stranger.id, { count: 1 });
    await app.kit.backupCodes.generate(user.id);
    assert.equal((await refusalOf(answer(codes[0]))).status, 422);
    assert.equal((await refusalOf(answer(foreign))).status, 422);
  });

  test('is still good when the secret was changed and the old one is kept beside', async () => {
    const old = 'the old secret, which is longer than 32 bytes';
    const before = application([], { secret: old });
    const user = before.addUser();
    const [code = ''] = await before.kit.backupCodes.generate(user.id);
    const now = application([], { secret: ['the new secret, which is longer than 32 bytes', old] });
    now.users.set(user.id, user);
    const client = now.as(user);
    await client.start('second_factor');
    assert.equal((await client.attemptSecond({ strategy: 'backup_code', code })).status, 'complete');
  });

  test('was the last one: the user still counts as having a second factor, and is not let off with the first', async () => {
    const app = application();
    const user = app.addUser({ hasPassword: true });
    const [code = ''] = await app.kit.backupCodes.generate(user.id, { count: 1 });
    const client = app.as(user);
    await client.start('second_factor');
    await client.attemptSecond({ strategy: 'backup_code', code });
    assert.equal(await app.kit.backupCodes.remaining(user.id), 0);
    app.pass({ minutes: 10 });
    const anew = await client.start('second_factor');
    assert.deepEqual([anew.status, anew.secondFactors], ['needs_second_factor', []]);
    assert.equal(await client.has('strict'), false);
  });

  test('is no second factor any more once the set is removed', async () => {
    const { app, user, client } = await started();
    await app.kit.backupCodes.remove(user.id);
    assert.equal(await app.kit.backupCodes.remaining(user.id), undefined);
    assert.equal((await client.auth()).factorVerificationAge?.[1], -1);
  });
});
