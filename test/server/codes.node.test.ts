import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Account } from '../../src/server.js';
import { Application, closeTestStore, refusalOf, testStore } from './application.js';
import { readAll } from './database-dump.js';

after(closeTestStore);

const account: Account = {
  hasPassword: true,
  emailAddresses: [
    { id: 'mail_1', address: 'jane@example.com', primary: true },
    { id: 'mail_2', address: 'jd@example.org' },
  ],
  phoneNumbers: [{ id: 'phone_1', number: '+4915112345678', usableAs: ['first'] }],
};

const toMail1 = { strategy: 'email_code', email_address_id: 'mail_1' };
const toMail2 = { strategy: 'email_code', email_address_id: 'mail_2' };
const toPhone = { strategy: 'phone_code', phone_number_id: 'phone_1' };

async function started(overrides = {}) {
  const app = new Application(overrides);
  const user = app.addUser(account);
  const client = app.as(user);
  await client.start();
  const codeOf = (index: number) => app.emails.at(index)?.code ?? 'no code was sent';
  const answer = (code: string) => client.attemptFirst({ strategy: 'email_code', code });
  return { app, user, client, codeOf, answer };
}

/** A code that is certainly not this one. */
const otherThan = (code: string) => (code === '111111' ? '222222' : '111111');

describe('a code that is sent', () => {
  test('goes to the address that was asked for, as six digits, and verifies', async () => {
    const { app, client, codeOf, answer } = await started();
    const prepared = await client.prepareFirst(toMail2);
    assert.deepEqual(prepared.firstFactorVerification, {
      status: 'unverified',
      strategy: 'email_code',
      attempts: 0,
      expireAt: app.time + 10 * 60_000,
    });
    assert.equal(app.emails.length, 1);
    assert.equal(app.emails[0]?.to, 'jd@example.org');
    assert.equal(app.emails[0].maskedTo, 'j•••@example.org');
    assert.equal(app.emails[0].minutesValid, 10);
    assert.match(codeOf(0), /^\d{6}$/);
    assert.ok(app.emails[0].text.includes(codeOf(0)));
    assert.equal((await answer(codeOf(0))).status, 'complete');
  });

  test('comes by text message with the line that browsers fill in from', async () => {
    const { app, client } = await started();
    await client.prepareFirst(toPhone);
    const [message] = app.texts;
    assert.equal(message?.to, '+4915112345678');
    assert.equal(message.maskedTo, '+49•••••78');
    assert.equal(message.text.split('\n').at(-1), `@bank.example #${message.code}`);
    const verified = await client.attemptFirst({ strategy: 'phone_code', code: message.code });
    assert.equal(verified.status, 'complete');
  });

  test('may be typed with spaces and dashes', async () => {
    const { codeOf, client, answer } = await started();
    await client.prepareFirst(toMail1);
    assert.equal((await answer(` ${codeOf(0).slice(0, 3)}-${codeOf(0).slice(3)} `)).status, 'complete');
  });

  test('is kept as a keyed hash only', async () => {
    const { client, codeOf } = await started();
    await client.prepareFirst(toMail1);
    const kept = JSON.stringify(await readAll(testStore()));
    assert.ok(kept.includes('mail_1'));
    assert.ok(!kept.includes(codeOf(0)));
  });

  test('is void after ten minutes', async () => {
    const { app, client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    app.pass({ minutes: 10 });
    const resumed = await client.start();
    assert.equal(resumed.firstFactorVerification?.status, 'expired');
    const { status, code } = await refusalOf(answer(codeOf(0)));
    assert.deepEqual([status, code], [400, 'verification_expired']);
  });

  test('is good until the last second of them', async () => {
    const { app, client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    app.pass({ minutes: 9, seconds: 59 });
    assert.equal((await answer(codeOf(0))).status, 'complete');
  });

  test('is void once used', async () => {
    const { client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    await answer(codeOf(0));
    assert.equal((await refusalOf(answer(codeOf(0)))).code, 'verification_already_complete');
    await client.start();
    assert.equal((await refusalOf(answer(codeOf(0)))).code, 'verification_not_prepared');
  });

  test('is void once a resend replaced it', async () => {
    const { app, client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    app.pass({ seconds: 30 });
    await client.prepareFirst(toMail1);
    if (codeOf(0) !== codeOf(1)) {
      const { status, code, attemptsLeft } = await refusalOf(answer(codeOf(0)));
      assert.deepEqual([status, code, attemptsLeft], [422, 'form_code_incorrect', 4]);
    }
    assert.equal((await answer(codeOf(1))).status, 'complete');
  });

  test('is void once the verification is replaced by another', async () => {
    const { client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    await client.start('multi_factor');
    assert.equal((await refusalOf(answer(codeOf(0)))).code, 'verification_not_prepared');
  });

  test('is void for an address that was removed meanwhile', async () => {
    const { user, client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    user.account = { ...account, emailAddresses: account.emailAddresses?.slice(1) ?? [] };
    assert.equal((await refusalOf(answer(codeOf(0)))).code, 'verification_not_prepared');
  });

  test('stays good while a code is sent elsewhere: switching methods sends nothing again', async () => {
    const { client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    await client.prepareFirst(toMail2);
    await client.prepareFirst(toPhone);
    assert.equal((await answer(codeOf(0))).status, 'complete');
  });

  test('is no answer for another strategy', async () => {
    const { client, codeOf } = await started();
    await client.prepareFirst(toMail1);
    const attempt = client.attemptFirst({ strategy: 'phone_code', code: codeOf(0) });
    assert.equal((await refusalOf(attempt)).code, 'verification_not_prepared');
  });

  test('is no answer in another session of the same user', async () => {
    const { app, user, client, codeOf } = await started();
    await client.prepareFirst(toMail1);
    const elsewhere = app.as(user, 'another session');
    const attempt = () => elsewhere.attemptFirst({ strategy: 'email_code', code: codeOf(0) });
    assert.equal((await refusalOf(attempt())).code, 'verification_not_found');
    await elsewhere.start();
    assert.equal((await refusalOf(attempt())).code, 'verification_not_prepared');
  });
});

describe('sending again', () => {
  test('must wait 30 seconds, told in Retry-After', async () => {
    const { app, client } = await started();
    await client.prepareFirst(toMail1);
    app.pass({ seconds: 12 });
    const { status, code, retryAfter } = await refusalOf(client.prepareFirst(toMail1));
    assert.deepEqual([status, code, retryAfter], [429, 'too_many_requests', 18]);
    assert.equal(app.emails.length, 1);
    app.pass({ seconds: 18 });
    await client.prepareFirst(toMail1);
    assert.equal(app.emails.length, 2);
  });

  test('waits as long when the verification was started anew', async () => {
    const { client } = await started();
    await client.prepareFirst(toMail1);
    await client.start('multi_factor');
    assert.equal((await refusalOf(client.prepareFirst(toMail1))).status, 429);
  });

  test('need not wait once the code was answered', async () => {
    const { client, codeOf, answer } = await started();
    await client.prepareFirst(toMail1);
    await answer(codeOf(0));
    await client.start();
    await client.prepareFirst(toMail1);
    assert.equal((await answer(codeOf(1))).status, 'complete');
  });

  test('ends for an hour when a user was sent too many, over all sessions', async () => {
    const { app, user, client } = await started({ limits: { codesPerHour: 3 } });
    await client.prepareFirst(toMail1);
    app.pass({ minutes: 10 });
    await client.prepareFirst(toMail1);
    const elsewhere = app.as(user, `${user.sessionId} elsewhere`);
    await elsewhere.start();
    await elsewhere.prepareFirst(toMail1);
    assert.equal((await refusalOf(elsewhere.prepareFirst(toMail2))).retryAfter, 50 * 60);
    app.pass({ minutes: 50 });
    await elsewhere.start();
    await elsewhere.prepareFirst(toMail2);
    assert.equal(app.emails.length, 4);
  });
});

describe('a code that cannot be sent', () => {
  const failures: [string, () => unknown][] = [
    ['throws', () => assert.fail('no route to the mail server')],
    ['rejects', () => Promise.reject(new Error('no route to the mail server'))],
    ['never answers', () => new Promise(() => {})],
  ];
  for (const [how, email] of failures) {
    test(`because the sender ${how} is a 503, and nothing is counted`, async () => {
      const { app, client } = await started({ email, limits: { sendSeconds: 0.05 } });
      for (let round = 0; round < 2; round++) {
        const { status, code, retryAfter } = await refusalOf(client.prepareFirst(toMail1));
        assert.deepEqual([status, code, retryAfter], [503, 'delivery_failed', undefined]);
      }
      assert.equal(app.errors.length, 2);
      const resumed = await client.start();
      assert.equal(resumed.firstFactorVerification, undefined);
    });
  }

  test('in time may still arrive: it can be asked for again at once, but counts towards the hour', async () => {
    const email = () => new Promise(() => {});
    const { client } = await started({ email, limits: { sendSeconds: 0.05, codesPerHour: 2 } });
    const codes = [];
    for (let round = 0; round < 3; round++) codes.push((await refusalOf(client.prepareFirst(toMail1))).code);
    assert.deepEqual(codes, ['delivery_failed', 'delivery_failed', 'too_many_requests']);
  });

  test('leaves the code before it valid', async () => {
    let isDown = false;
    const sent: string[] = [];
    const email = ({ code }: { code: string }) => {
      if (isDown) throw new Error('down');
      sent.push(code);
    };
    const { app, client, answer } = await started({ email });
    await client.prepareFirst(toMail1);
    isDown = true;
    app.pass({ seconds: 30 });
    await refusalOf(client.prepareFirst(toMail1));
    assert.equal((await answer(sent[0] ?? '')).status, 'complete');
  });

  test('tells a sender that took too long to stop', async () => {
    const reasons: unknown[] = [];
    const email = (_message: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(new Error('stopped'));
        });
      });
    const { client } = await started({ email, limits: { sendSeconds: 0.05 } });
    await refusalOf(client.prepareFirst(toMail1));
    assert.match(String(reasons[0]), /longer than 0.05 seconds/);
  });
});

test('a thousand codes are six digits each and spread over their range', async () => {
  const { newCode } = await import('../../src/server/factors/code.js');
  const codes = Array.from({ length: 1000 }, newCode);
  assert.ok(codes.every((code) => /^\d{6}$/.test(code)));
  assert.ok(new Set(codes).size > 980);
  assert.equal(new Set(codes.map((code) => code[0])).size, 10);
});

test('a wrong code tells how many tries are left', async () => {
  const { client, codeOf, answer } = await started();
  await client.prepareFirst(toMail1);
  const { status, code, attemptsLeft, paramName } = await refusalOf(answer(otherThan(codeOf(0))));
  assert.deepEqual([status, code, attemptsLeft, paramName], [422, 'form_code_incorrect', 4, 'code']);
});
