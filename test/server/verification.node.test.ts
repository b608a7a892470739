import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Account } from '../../src/server.js';
import { databaseOf } from '../../src/server/database.js';
import { Application, closeTestStore, refusalOf, testStore } from './application.js';
import { readAll } from './database-dump.js';

after(closeTestStore);

const everything: Account = {
  identifier: 'jane@example.com',
  firstName: 'Jane',
  hasPassword: true,
  hasTotp: true,
  emailAddresses: [{ id: 'mail_1', address: 'jane@example.com', primary: true }],
  phoneNumbers: [
    { id: 'phone_1', number: '+4915112345678', usableAs: ['first'] },
    { id: 'phone_2', number: '+4915187654321', usableAs: ['second'], primary: true },
  ],
  passkeys: [{ id: 'key', publicKey: 'AA', counter: 0 }],
};

const withPhone: Account = {
  hasPassword: true,
  phoneNumbers: [{ id: 'phone_1', number: '+4915112345678', usableAs: ['second'] }],
};

/** The code that was last sent by text message, to the user's second factor. */
async function verifySecond(client: ReturnType<Application['as']>) {
  await client.prepareSecond({ strategy: 'phone_code', phone_number_id: 'phone_1' });
  return client.attemptSecond({ strategy: 'phone_code', code: client.app.texts.at(-1)?.code });
}

function signedIn(account?: Account, overrides = {}) {
  const app = new Application(overrides);
  const user = app.addUser(account);
  return { app, user, client: app.as(user) };
}

describe('what a user is offered', () => {
  test('is every factor they enrolled and the application can check, best first, masked', async () => {
    const accounts = { get: () => everything, verifyPassword: () => true, totpSecrets: () => [] };
    const { app, user, client } = signedIn(everything, { accounts });
    await app.kit.backupCodes.generate(user.id);
    const { firstFactors, secondFactors, session } = await client.start('multi_factor');
    assert.deepEqual(firstFactors, [
      { strategy: 'passkey' },
      { strategy: 'password' },
      { strategy: 'email_code', emailAddressId: 'mail_1', safeIdentifier: 'j•••@example.com', primary: true },
      { strategy: 'phone_code', phoneNumberId: 'phone_1', safeIdentifier: '+49•••••78', primary: false },
    ]);
    assert.deepEqual(secondFactors, [
      { strategy: 'totp' },
      { strategy: 'phone_code', phoneNumberId: 'phone_2', safeIdentifier: '+49•••••21', primary: true },
      { strategy: 'backup_code' },
    ]);
    assert.deepEqual(session.publicUserData, { identifier: 'j•••@example.com', firstName: 'Jane' });
  });

  test('never contains a full address or number, in any answer', async () => {
    const { client } = signedIn(everything);
    const bodies = [
      await client.send('/verify', { level: 'multi_factor' }),
      await client.send('/verify/prepare_first_factor', { strategy: 'email_code', email_address_id: 'mail_1' }),
      await client.app.kit.handle(client.request('/session', { method: 'GET' })),
    ];
    for (const body of bodies) assert.doesNotMatch(await body.text(), /jane@|1234|8765/);
  });

  test('shows the whole identifier where the application says so', async () => {
    const { client } = signedIn(everything, { revealIdentifier: true });
    assert.equal((await client.start()).session.publicUserData.identifier, 'jane@example.com');
  });

  test('leaves out what the application cannot send or check', async () => {
    const overrides = { email: undefined, sms: undefined, accounts: { get: () => everything } };
    const { client } = signedIn(everything, overrides);
    const { firstFactors, secondFactors } = await client.start('multi_factor');
    assert.deepEqual([firstFactors, secondFactors], [[{ strategy: 'passkey' }], []]);
  });

  test('is nothing at all for a user without factors', async () => {
    const { client } = signedIn({});
    const { status, firstFactors, secondFactors } = await client.start('multi_factor');
    assert.deepEqual([status, firstFactors, secondFactors], ['needs_first_factor', [], []]);
    assert.deepEqual((await client.auth()).factorVerificationAge, [-1, -1]);
    assert.equal(await client.has('lax'), false);
  });
});

describe('the levels', () => {
  test('first_factor: completes after the first, and renews only its age', async () => {
    const { client } = signedIn(withPhone);
    assert.equal((await client.start('first_factor')).status, 'needs_first_factor');
    const done = await client.password();
    assert.equal(done.status, 'complete');
    assert.deepEqual(done.session.factorVerificationAge, [0, Number.MAX_SAFE_INTEGER]);
    assert.ok(await client.has({ level: 'first_factor', afterMinutes: 1 }));
    assert.equal(await client.has('lax'), false);
  });

  test('second_factor: asks for the second at once', async () => {
    const { client } = signedIn(withPhone);
    assert.equal((await client.start('second_factor')).status, 'needs_second_factor');
    assert.equal((await verifySecond(client)).status, 'complete');
    assert.ok(await client.has('strict'));
    assert.equal(await client.has('strict_mfa'), false);
  });

  test('second_factor: asks a user without one for the first instead', async () => {
    const { client } = signedIn({ hasPassword: true });
    assert.equal((await client.start('second_factor')).status, 'needs_first_factor');
    assert.equal((await client.password()).status, 'complete');
    assert.ok(await client.has('strict'));
  });

  test('second_factor: lets nobody off whose second factor merely cannot be used right now', async () => {
    const { client } = signedIn(withPhone, { sms: undefined });
    const { status, secondFactors } = await client.start('second_factor');
    assert.deepEqual([status, secondFactors], ['needs_second_factor', []]);
    assert.equal((await refusalOf(client.password())).code, 'verification_not_found');
    await client.start('first_factor');
    await client.password();
    assert.equal(await client.has('lax'), false);
  });

  test('multi_factor: the first, then the second; nothing counts before both', async () => {
    const { client } = signedIn(withPhone);
    await client.start('multi_factor');
    const halfway = await client.password();
    assert.equal(halfway.status, 'needs_second_factor');
    assert.equal(halfway.firstFactorVerification?.status, 'verified');
    assert.equal(await client.has({ level: 'first_factor', afterMinutes: 1 }), false);
    const done = await verifySecond(client);
    assert.equal(done.status, 'complete');
    assert.ok(await client.has('strict_mfa'));
  });

  test('multi_factor: completes after the first for a user without a second', async () => {
    const { client } = signedIn({ hasPassword: true });
    await client.start('multi_factor');
    assert.equal((await client.password()).status, 'complete');
    assert.ok(await client.has('strict_mfa'));
  });
});

describe('the order of steps', () => {
  test('nothing can be done before a start', async () => {
    const { client } = signedIn();
    const { status, code } = await refusalOf(client.password());
    assert.deepEqual([status, code], [404, 'verification_not_found']);
  });

  test('the second factor comes after the first', async () => {
    const { client } = signedIn(withPhone);
    await client.start('multi_factor');
    const { status, code } = await refusalOf(verifySecond(client));
    assert.deepEqual([status, code], [400, 'verification_not_prepared']);
  });

  test('the first factor is asked once', async () => {
    const { client } = signedIn(withPhone);
    await client.start('multi_factor');
    await client.password();
    assert.equal((await refusalOf(client.password())).code, 'verification_already_complete');
  });

  test('nothing more is asked once all is done', async () => {
    const { client } = signedIn();
    await client.start();
    await client.password();
    const { status, code } = await refusalOf(client.password());
    assert.deepEqual([status, code], [400, 'verification_already_complete']);
  });

  test('a factor the user does not have is refused', async () => {
    const { client } = signedIn();
    await client.start();
    for (const step of [
      () => client.prepareFirst({ strategy: 'passkey' }),
      () => client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_of_somebody_else' }),
      () => client.attemptFirst({ strategy: 'email_code', code: '123456' }),
      () => client.attemptSecond({ strategy: 'totp', code: '123456' }),
    ]) {
      const { status, code } = await refusalOf(step());
      assert.deepEqual([status, code], [400, 'strategy_for_user_invalid']);
    }
  });

  test('half an hour after the last step it is too late', async () => {
    const { app, client } = signedIn(withPhone);
    const { expireAt } = await client.start('multi_factor');
    assert.equal(expireAt, app.time + 30 * 60_000);
    app.pass({ minutes: 29 });
    await client.password();
    app.pass({ minutes: 30 });
    assert.equal((await refusalOf(verifySecond(client))).code, 'verification_expired');
  });
});

describe('starting again', () => {
  test('takes an unfinished verification of the same level up, with its progress', async () => {
    const { app, client } = signedIn(withPhone);
    const { id } = await client.start('multi_factor');
    await client.password();
    await client.prepareSecond({ strategy: 'phone_code', phone_number_id: 'phone_1' });
    const resumed = await client.start('multi_factor');
    assert.deepEqual([resumed.id, resumed.status], [id, 'needs_second_factor']);
    assert.equal(resumed.secondFactorVerification?.strategy, 'phone_code');
    const done = await client.attemptSecond({ strategy: 'phone_code', code: app.texts[0]?.code });
    assert.equal(done.status, 'complete');
  });

  test('at another level ends the one before', async () => {
    const { client } = signedIn(withPhone);
    const before = await client.start('multi_factor');
    const after = await client.start('second_factor');
    assert.notEqual(after.id, before.id);
    assert.equal((await refusalOf(client.password())).code, 'verification_not_found');
  });

  test('after a complete, expired or used-up one makes a new one', async () => {
    const { app, client } = signedIn();
    const ids = new Set<string>();
    const start = async () => ids.add((await client.start()).id);
    await start();
    await client.password();
    await start();
    app.pass({ minutes: 30 });
    await start();
    for (let count = 0; count < 5; count++) await refusalOf(client.password('wrong'));
    await start();
    assert.equal(ids.size, 4);
  });

  test('begins anew where a factor enrolled meanwhile changes the beginning', async () => {
    const { user, client } = signedIn({ hasPassword: true });
    assert.equal((await client.start('second_factor')).status, 'needs_first_factor');
    user.account = withPhone;
    assert.equal((await client.start('second_factor')).status, 'needs_second_factor');
  });

  test('begins anew where the second factor that it waits for is gone', async () => {
    const { user, client } = signedIn(withPhone);
    await client.start('multi_factor');
    await client.password();
    user.account = { hasPassword: true };
    assert.equal((await client.start('multi_factor')).status, 'needs_first_factor');
    assert.equal((await client.password()).status, 'complete');
    assert.ok(await client.has('strict_mfa'));
  });

  test('begins anew once the first factor would be too old to count with the second', async () => {
    const { app, client } = signedIn(withPhone);
    const { id } = await client.start('multi_factor');
    await client.password();
    app.pass({ minutes: 9 });
    assert.equal((await client.start('multi_factor')).id, id);
    app.pass({ minutes: 1 });
    assert.equal((await client.start('multi_factor')).status, 'needs_first_factor');
    await client.password();
    await verifySecond(client);
    assert.ok(await client.has('strict_mfa'));
  });

  test('as another user in the same session inherits neither progress nor ages', async () => {
    const { app, user, client } = signedIn();
    const other = app.addUser(withPhone);
    await client.start();
    await client.password();
    const switched = app.as(other, user.sessionId);
    assert.equal(await switched.has({ level: 'first_factor', afterMinutes: 1440 }), false);
    assert.equal((await refusalOf(switched.password())).code, 'verification_not_found');
    await switched.start('first_factor');
    await switched.password();
    assert.ok(await switched.has({ level: 'first_factor', afterMinutes: 1 }));
    assert.equal(await client.has('lax'), false);
  });
});

describe('the ages', () => {
  test('grow by the minute, and only in the session that verified', async () => {
    const { app, user, client } = signedIn();
    await client.start();
    await client.password();
    app.pass({ minutes: 9, seconds: 59 });
    assert.ok(await client.has('strict'));
    assert.equal(await app.as(user, `${user.sessionId} elsewhere`).has('lax'), false);
    app.pass({ seconds: 1 });
    assert.equal(await client.has('strict'), false);
    assert.ok(await client.has('moderate'));
  });

  test('count seconds where less than a minute is asked for', async () => {
    const { app, client } = signedIn();
    await client.start();
    await client.password();
    app.pass({ seconds: 31 });
    assert.equal(await client.has({ level: 'first_factor', afterMinutes: 0.5 }), false);
  });

  test('are the fresher of the application’s times and ours', async () => {
    const { app, user, client } = signedIn(withPhone);
    app.signInTimes.set(user.sessionId, { firstFactorVerifiedAt: app.time - 7 * 60_000 });
    assert.equal((await client.auth()).factorVerificationAge?.[0], 7);
    await client.start('first_factor');
    await client.password();
    assert.equal((await client.auth()).factorVerificationAge?.[0], 0);
    app.pass({ minutes: 3 });
    app.signInTimes.set(user.sessionId, { firstFactorVerifiedAt: app.time, secondFactorVerifiedAt: app.time - 60_000 });
    assert.deepEqual((await client.auth()).factorVerificationAge, [0, 1]);
  });

  test('ignore times of the application that cannot be', async () => {
    const { app, user, client } = signedIn();
    for (const firstFactorVerifiedAt of [null, NaN, app.time * 1000, app.time + 61_000, -Infinity]) {
      app.signInTimes.set(user.sessionId, { firstFactorVerifiedAt });
      assert.equal(
        await client.has({ level: 'first_factor', afterMinutes: Infinity }),
        false,
        String(firstFactorVerifiedAt),
      );
    }
  });

  test('of a user who never verified satisfy nothing, not even "ever"', async () => {
    const { client } = signedIn(withPhone);
    for (const level of ['first_factor', 'second_factor', 'multi_factor'] as const) {
      assert.equal(await client.has({ level, afterMinutes: Infinity }), false);
    }
    await client.start('first_factor');
    await client.password();
    assert.ok(await client.has({ level: 'first_factor', afterMinutes: Infinity }));
  });

  test('are forgotten after thirty days', async () => {
    const { app, client } = signedIn();
    await client.start();
    await client.password();
    app.pass({ days: 29 });
    assert.ok(await client.has({ level: 'first_factor', afterMinutes: Infinity }));
    app.pass({ days: 1 });
    assert.equal(await client.has({ level: 'first_factor', afterMinutes: Infinity }), false);
  });

  test('of a first factor that was verified long before the second are its own', async () => {
    const { app, client } = signedIn(withPhone);
    await client.start('multi_factor');
    await client.password();
    app.pass({ minutes: 11 });
    const done = await verifySecond(client);
    assert.deepEqual(done.session.factorVerificationAge, [11, 0]);
  });

  test('and the verification end with the session', async () => {
    const { app, user, client } = signedIn();
    await client.start();
    await client.password();
    await client.start();
    await app.kit.endSession(user.sessionId);
    assert.equal(await client.has('lax'), false);
    assert.equal((await refusalOf(client.password())).code, 'verification_not_found');
    await app.kit.endSession(user.sessionId);
    assert.equal(app.eventsOf(user, 'cancelled').length, 1);
  });
});

test('what is over is deleted in time, and a verification left to expire is reported', async () => {
  const { app, user, client } = signedIn(withPhone);
  await client.start('first_factor');
  await client.password();
  await client.start('second_factor');
  await client.prepareSecond({ strategy: 'phone_code', phone_number_id: 'phone_1' });
  app.pass({ days: 31 });
  const other = app.addUser();
  await app.as(other).start();
  const [cancelled] = app.eventsOf(user, 'cancelled');
  assert.equal(cancelled?.type === 'cancelled' && cancelled.reason, 'expired');
  const left = JSON.stringify(await readAll(testStore()));
  assert.ok(!left.includes(user.id) && left.includes(other.id));
  assert.deepEqual(app.errors, []);
});

test('a backlog is worked off by the requests that follow, not left to grow', async () => {
  const { app, user, client } = signedIn();
  const database = await databaseOf(testStore()).ready();
  const old = {
    userId: user.id,
    sessionId: 'gone',
    stage: 'first',
    strategy: 'email_code',
    contactId: 'mail_1',
  } as const;
  const sentAt = new Date(app.time - 2 * 60 * 60_000);
  const backlog = Array.from({ length: 600 }, (_, i) => ({ id: `${user.id} ${i}`, ...old, sentAt, answered: false }));
  await database.insertInto('reverifyDeliveries').values(backlog).execute();
  for (let starts = 0; starts < 6; starts++) await client.start();
  const left = database.selectFrom('reverifyDeliveries').select('id').where('sessionId', '=', 'gone');
  assert.equal((await left.execute()).length, 0);
});
