import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Account, ReverificationOptions } from '../../src/server.js';
import type { Verification } from '../../src/protocol/verification.js';
import { Application, closeTestStore, ORIGIN, refusalOf } from './application.js';
import { Authenticator } from './authenticator.js';

after(closeTestStore);

interface Options {
  challenge: string;
  rpId: string;
  userVerification: string;
  timeout: number;
  allowCredentials: { id: string; transports: string[] }[];
}

function optionsIn({ firstFactorVerification }: Verification): Options {
  return JSON.parse(firstFactorVerification?.nonce ?? '{}') as Options;
}

async function prepared(account: Account = {}, overrides: Partial<ReverificationOptions> = {}) {
  const authenticator = new Authenticator();
  const app = new Application(overrides);
  const user = app.addUser({ passkeys: [authenticator.registered()], ...account });
  const client = app.as(user);
  await client.start();
  const prepare = async () => optionsIn(await client.prepareFirst({ strategy: 'passkey' }));
  const attempt = (credential: string) =>
    client.attemptFirst({ strategy: 'passkey', public_key_credential: credential });
  return { app, user, client, authenticator, prepare, attempt, options: await prepare() };
}

async function assertInvalid(attempt: Promise<unknown>) {
  const { status, code } = await refusalOf(attempt);
  assert.deepEqual([status, code], [422, 'passkey_invalid']);
}

describe('a passkey', () => {
  test('is asked for with a fresh challenge, its own domain, and user verification', async () => {
    const { authenticator, options, prepare } = await prepared();
    const { challenge, rpId, userVerification, timeout, allowCredentials } = options;
    assert.deepEqual([rpId, userVerification, timeout], ['bank.example', 'required', 300_000]);
    assert.deepEqual(allowCredentials, [{ id: authenticator.id, transports: ['internal'], type: 'public-key' }]);
    assert.ok(Buffer.from(challenge, 'base64url').length >= 16);
    assert.notEqual((await prepare()).challenge, challenge);
  });

  test('verifies by a signature over the challenge', async () => {
    const { client, authenticator, options, attempt } = await prepared();
    const verified = await attempt(authenticator.answer(options));
    assert.equal(verified.status, 'complete');
    assert.equal(verified.firstFactorVerification?.strategy, 'passkey');
    assert.ok(await client.has('lax'));
  });

  test('may be kept as base64url, and belong to another domain than the first origin', async () => {
    const authenticator = new Authenticator();
    const { publicKey, ...passkey } = authenticator.registered();
    const text = Buffer.from(publicKey).toString('base64url');
    const { options, attempt } = await prepared(
      { passkeys: [{ ...passkey, publicKey: text }] },
      { origin: [ORIGIN, 'https://app.bank.example'], rpId: 'bank.example' },
    );
    const answer = authenticator.answer({ ...options, origin: 'https://app.bank.example', rpId: 'bank.example' });
    assert.equal((await attempt(answer)).status, 'complete');
  });

  test('serves once per challenge, also after a right answer in another verification', async () => {
    const { client, authenticator, options, attempt } = await prepared();
    const answer = authenticator.answer(options);
    await attempt(answer);
    await client.start();
    assert.equal((await refusalOf(attempt(answer))).code, 'verification_not_prepared');
    await client.prepareFirst({ strategy: 'passkey' });
    await assertInvalid(attempt(answer));
  });

  test('serves once per challenge, also after a wrong answer', async () => {
    const { authenticator, options, attempt, prepare } = await prepared();
    await assertInvalid(attempt(new Authenticator().answer(options)));
    assert.equal((await refusalOf(attempt(authenticator.answer(options)))).code, 'verification_not_prepared');
    assert.equal((await attempt(authenticator.answer(await prepare()))).status, 'complete');
  });

  test('is too late after ten minutes', async () => {
    const { app, authenticator, options, attempt } = await prepared();
    app.pass({ minutes: 10 });
    assert.equal((await refusalOf(attempt(authenticator.answer(options)))).code, 'verification_expired');
  });

  const wrongs: [string, object][] = [
    ['for another challenge', { challenge: Buffer.from('another challenge').toString('base64url') }],
    ['from another origin', { origin: 'https://bank.example.evil.example', rpId: 'bank.example' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['without user verification', { userVerified: false }],
    ['without user presence', { userPresent: false }],
    ['of another type', { type: 'webauthn.create' }],
  ];
  for (const [what, wrong] of wrongs) {
    test(`${what} is refused`, async () => {
      const { client, authenticator, options, attempt } = await prepared();
      await assertInvalid(attempt(authenticator.answer({ ...options, ...wrong })));
      assert.equal(await client.has('lax'), false);
    });
  }

  test('whose signature was tampered with is refused', async () => {
    const { authenticator, options, attempt } = await prepared();
    const answer = JSON.parse(authenticator.answer(options)) as { response: { signature: string } };
    const signature = Buffer.from(answer.response.signature, 'base64url');
    signature.writeUInt8(signature.readUInt8(20) ^ 1, 20);
    answer.response.signature = signature.toString('base64url');
    await assertInvalid(attempt(JSON.stringify(answer)));
  });

  test('of another user is refused', async () => {
    const { app, options, attempt } = await prepared();
    const stranger = new Authenticator();
    app.addUser({ passkeys: [stranger.registered()] });
    await assertInvalid(attempt(stranger.answer(options)));
  });

  test('answers that are no credential name the parameter', async () => {
    for (const credential of ['no JSON', '[]', '{}', '{"response":{}}', '{"id":1,"response":{},"type":"public-key"}']) {
      const { attempt } = await prepared();
      const { status, code, paramName } = await refusalOf(attempt(credential));
      assert.deepEqual([status, code, paramName], [400, 'form_param_format_invalid', 'public_key_credential']);
    }
  });
});

describe('the signature counter', () => {
  test('is handed to the application before the verification counts', async () => {
    const kept: unknown[] = [];
    const authenticator = new Authenticator();
    authenticator.counter = 7;
    const account: Account = { passkeys: [authenticator.registered(6)] };
    const { user, options, attempt } = await prepared(account, {
      accounts: { get: () => account, updatePasskeyCounter: (...told) => kept.push(told) },
    });
    await attempt(authenticator.answer(options));
    assert.deepEqual(kept, [[user.id, authenticator.id, 7]]);
  });

  test('that does not grow is refused: the key may have been copied', async () => {
    const authenticator = new Authenticator();
    authenticator.counter = 7;
    const { options, attempt } = await prepared({ passkeys: [authenticator.registered(7)] });
    await assertInvalid(attempt(authenticator.answer(options)));
  });

  test('that cannot be kept verifies nothing', async () => {
    const authenticator = new Authenticator();
    const account: Account = { passkeys: [authenticator.registered()] };
    const { app, client, options, attempt } = await prepared(account, {
      accounts: { get: () => account, updatePasskeyCounter: () => Promise.reject(new Error('disk full')) },
    });
    assert.equal((await refusalOf(attempt(authenticator.answer(options)))).status, 500);
    assert.match(String(app.errors[0]), /disk full/);
    assert.equal(await client.has('lax'), false);
  });
});
