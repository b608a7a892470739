import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { VerificationApiError } from '../../src/protocol/api-error.js';
import { serializeAnswer, serializePreparation } from '../../src/protocol/factors.js';
import type { Answer } from '../../src/protocol/factors.js';
import { parseAnswer, parsePreparationRequest, parseStartRequest } from '../../src/protocol/requests.js';

const strategies = ['password', 'email_code', 'phone_code', 'passkey', 'totp', 'backup_code'];
const params = [
  'strategy',
  'level',
  'password',
  'code',
  'email_address_id',
  'phone_number_id',
  'public_key_credential',
];

const nearly = fc.dictionary(fc.constantFrom(...params), fc.oneof(fc.constantFrom(...strategies), fc.anything()));

test('whatever the body is, the parsers answer or throw their own error, which names a parameter or the body', () => {
  const parsers = (['first', 'second'] as const).flatMap((stage) => [
    (body: unknown) => parsePreparationRequest(body, stage),
    (body: unknown) => parseAnswer(body, stage),
  ]);
  fc.assert(
    fc.property(fc.oneof(nearly, fc.anything()), (body) => {
      for (const parse of [parseStartRequest, ...parsers]) {
        try {
          parse(body);
        } catch (error) {
          assert.ok(error instanceof VerificationApiError);
          assert.equal(error.status, 400);
          if (error.code !== 'request_body_invalid') assert.ok(params.includes(error.paramName ?? ''));
        }
      }
    }),
  );
});

test('what the client sends is what the server reads', () => {
  const answers: [Answer, 'first' | 'second'][] = [
    [{ strategy: 'password', password: ' with spaces-and-dashes ' }, 'first'],
    [{ strategy: 'email_code', code: '123456' }, 'first'],
    [{ strategy: 'phone_code', code: '123456' }, 'second'],
    [{ strategy: 'totp', code: '123456' }, 'second'],
    [{ strategy: 'backup_code', code: '4f7kq9dn2x' }, 'second'],
    [{ strategy: 'passkey', credential: `{"id":"${'x'.repeat(5000)}"}` }, 'first'],
  ];
  for (const [answer, stage] of answers) assert.deepEqual(parseAnswer(serializeAnswer(answer), stage), answer);
  const contact = { safeIdentifier: '', primary: false };
  assert.deepEqual(
    parsePreparationRequest(serializePreparation({ strategy: 'email_code', emailAddressId: 'a', ...contact }), 'first'),
    { strategy: 'email_code', contactId: 'a' },
  );
  assert.deepEqual(
    parsePreparationRequest(serializePreparation({ strategy: 'phone_code', phoneNumberId: 'b', ...contact }), 'second'),
    { strategy: 'phone_code', contactId: 'b' },
  );
  assert.deepEqual(parsePreparationRequest(serializePreparation({ strategy: 'passkey' }), 'first'), {
    strategy: 'passkey',
  });
});
