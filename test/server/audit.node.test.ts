import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Account } from '../../src/server.js';
import { Application, closeTestStore, refusalOf } from './application.js';

after(closeTestStore);

const account: Account = {
  hasPassword: true,
  emailAddresses: [{ id: 'mail_1', address: 'jane@example.com' }],
  phoneNumbers: [{ id: 'phone_1', number: '+4915112345678', usableAs: ['second'] }],
};

function signedIn() {
  const app = new Application();
  const user = app.addUser(account);
  const types = () => app.eventsOf(user).map(({ type }) => type);
  return { app, user, client: app.as(user), types };
}

test('every outcome is told once, in order, with who, where and how', async () => {
  const { app, user, client } = signedIn();
  const { id } = await client.start('multi_factor');
  await client.start('multi_factor');
  await client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' });
  await refusalOf(client.password('wrong'));
  await client.password();
  await client.prepareSecond({ strategy: 'phone_code', phone_number_id: 'phone_1' });
  await client.attemptSecond({ strategy: 'phone_code', code: app.texts[0]?.code });

  const subject = {
    at: app.time,
    userId: user.id,
    sessionId: user.sessionId,
    verificationId: id,
    level: 'multi_factor',
  } as const;
  const first = { ...subject, stage: 'first', strategy: 'password' } as const;
  const second = { ...subject, stage: 'second', strategy: 'phone_code' } as const;
  assert.deepEqual(app.eventsOf(user), [
    { ...subject, type: 'started', resumed: false },
    { ...subject, type: 'started', resumed: true },
    { ...first, strategy: 'email_code', type: 'prepared' },
    { ...first, type: 'failed', reason: 'form_password_incorrect' },
    { ...first, type: 'verified', complete: false },
    { ...second, type: 'prepared' },
    { ...second, type: 'verified', complete: true },
  ]);
});

test('a verification that another one replaces is told as cancelled', async () => {
  const { app, user, client } = signedIn();
  const { id } = await client.start('multi_factor');
  await client.start('second_factor');
  const [cancelled] = app.eventsOf(user, 'cancelled');
  assert.ok(cancelled?.type === 'cancelled');
  assert.deepEqual([cancelled.verificationId, cancelled.level, cancelled.reason], [id, 'multi_factor', 'replaced']);
});

test('a complete one that is followed by another is not', async () => {
  const { app, user, client } = signedIn();
  await client.start('first_factor');
  await client.password();
  await client.start('second_factor');
  assert.deepEqual(app.eventsOf(user, 'cancelled'), []);
});

test('an expired one is told as such when the next begins, and one of another user as ended', async () => {
  const { app, user, client } = signedIn();
  await client.start('first_factor');
  app.pass({ minutes: 30 });
  await client.start('first_factor');
  await app.as(app.addUser(), user.sessionId).start();
  const reasons = app.eventsOf(user, 'cancelled').map((event) => event.type === 'cancelled' && event.reason);
  assert.deepEqual(reasons, ['expired', 'session_ended']);
});

test('a step that is refused is told with the reason', async () => {
  const { app, user, client } = signedIn();
  await client.start();
  await client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' });
  await refusalOf(client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' }));
  const [failed] = app.eventsOf(user, 'failed');
  assert.equal(failed?.type === 'failed' && failed.reason, 'too_many_requests');
});

test('a lock is told with its end, before the wrong answer that brought it', async () => {
  const app = new Application({ limits: { freeFailures: 1, lockAfterFailures: 2, backoffSeconds: 1, lockMinutes: 5 } });
  const user = app.addUser(account);
  const client = app.as(user);
  await client.start();
  await refusalOf(client.password('wrong'));
  app.pass({ seconds: 1 });
  await refusalOf(client.password('wrong'));
  assert.deepEqual(
    app.eventsOf(user).map(({ type }) => type),
    ['started', 'failed', 'locked', 'failed'],
  );
  const locked = app.eventsOf(user, 'locked')[0];
  assert.equal(locked?.type === 'locked' && locked.until, app.time + 5 * 60_000);
});

test('no event contains a password, a code or an address', async () => {
  const { app, user, client, types } = signedIn();
  await client.start('multi_factor');
  await refusalOf(client.password('a wrong password'));
  await client.prepareFirst({ strategy: 'email_code', email_address_id: 'mail_1' });
  const code = app.emails[0]?.code ?? '';
  await client.attemptFirst({ strategy: 'email_code', code });
  assert.deepEqual(types(), ['started', 'failed', 'prepared', 'verified']);
  const told = app
    .eventsOf(user)
    .map(({ at: _at, userId: _userId, sessionId: _sessionId, verificationId: _id, ...rest }) => rest);
  assert.doesNotMatch(JSON.stringify(told), new RegExp(`a wrong password|correct horse|${code}|jane|1234`));
});
