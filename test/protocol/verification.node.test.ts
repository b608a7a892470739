import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  parseSessionResponse,
  parseVerification,
  serializeSessionResponse,
  serializeVerification,
  VerificationFormatError,
} from '../../src/protocol/verification.js';
import { anything, mutated, sessionInfo, verification } from './arbitraries.js';

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The resource as the protocol describes it, member for member. */
const resource = {
  object: 'session_verification',
  id: 'sv_1',
  status: 'needs_first_factor',
  level: 'multi_factor',
  expire_at: 1_790_000_000_000,
  supported_first_factors: [
    { strategy: 'password' },
    { strategy: 'email_code', email_address_id: 'idn_1', safe_identifier: 'j•••@example.com', primary: true },
    { strategy: 'phone_code', phone_number_id: 'idn_2', safe_identifier: '+49•••••12', primary: false },
    { strategy: 'passkey' },
  ],
  supported_second_factors: [
    { strategy: 'totp' },
    { strategy: 'phone_code', phone_number_id: 'idn_2', safe_identifier: '+49•••••12' },
    { strategy: 'backup_code' },
  ],
  first_factor_verification: {
    status: 'unverified',
    strategy: 'email_code',
    attempts: 0,
    expire_at: 1_790_000_000_000,
    nonce: null,
  },
  second_factor_verification: null,
  session: {
    id: 'sess_1',
    factor_verification_age: [12, -1],
    public_user_data: { identifier: 'jane@example.com', first_name: 'Jane' },
  },
};

describe('a verification', () => {
  it('is read member for member', () => {
    const phone = { strategy: 'phone_code', phoneNumberId: 'idn_2', safeIdentifier: '+49•••••12', primary: false };
    assert.deepEqual(parseVerification({ response: resource }), {
      id: 'sv_1',
      status: 'needs_first_factor',
      level: 'multi_factor',
      expireAt: 1_790_000_000_000,
      firstFactors: [
        { strategy: 'password' },
        { strategy: 'email_code', emailAddressId: 'idn_1', safeIdentifier: 'j•••@example.com', primary: true },
        phone,
        { strategy: 'passkey' },
      ],
      secondFactors: [{ strategy: 'totp' }, phone, { strategy: 'backup_code' }],
      firstFactorVerification: {
        status: 'unverified',
        strategy: 'email_code',
        attempts: 0,
        expireAt: 1_790_000_000_000,
      },
      session: {
        id: 'sess_1',
        factorVerificationAge: [12, -1],
        publicUserData: { identifier: 'jane@example.com', firstName: 'Jane' },
      },
    });
  });

  it('leaves out what a newer server adds: keys, strategies, factors of the other stage', () => {
    const newer = {
      ...resource,
      captcha: { required: true },
      supported_first_factors: [{ strategy: 'face' }, { strategy: 'totp' }, { strategy: 'password', hint: 'x' }],
      supported_second_factors: [{ strategy: 'password' }, { strategy: 'webauthn' }],
      first_factor_verification: { status: 'unverified', strategy: 'face' },
    };
    const { firstFactors, secondFactors, firstFactorVerification } = parseVerification({ response: newer });
    assert.deepEqual(
      [firstFactors, secondFactors, firstFactorVerification],
      [[{ strategy: 'password' }], [], undefined],
    );
  });

  it('leaves out a code factor that does not say where the code would go', () => {
    const supported_first_factors = [{ strategy: 'email_code' }, { strategy: 'phone_code', phone_number_id: 7 }];
    assert.deepEqual(parseVerification({ response: { ...resource, supported_first_factors } }).firstFactors, []);
  });

  it('reads an unknown status of a factor as not verified', () => {
    const first_factor_verification = { status: 'pondering', strategy: 'password', attempts: 'many' };
    const { firstFactorVerification } = parseVerification({ response: { ...resource, first_factor_verification } });
    assert.deepEqual(firstFactorVerification, { status: 'unverified', strategy: 'password', attempts: 0 });
  });

  it('carries the action it approves', () => {
    const read = (action: unknown) => parseVerification({ response: { ...resource, action } }).action;
    assert.deepEqual(read({ id: 'act_1', summary: 'Send €5' }), { id: 'act_1', summary: 'Send €5' });
    assert.deepEqual(read({ id: 'act_1' }), { id: 'act_1', summary: '' });
    assert.equal(read({ summary: 'Send €5' }), undefined);
  });

  it('is refused with the member that is missing or unknown', () => {
    const cases: [unknown, RegExp][] = [
      [null, /"response" object/],
      [{}, /"response" object/],
      [{ response: [] }, /"response" object/],
      [{ response: { ...resource, id: 1n } }, /verification\.id: unexpected bigint/],
      [{ response: { ...resource, status: 'pondering' } }, /verification\.status: unexpected "pondering"/],
      [{ response: { ...resource, level: undefined } }, /verification\.level: unexpected undefined/],
    ];
    for (const [json, message] of cases) {
      assert.throws(() => parseVerification(json), { name: 'VerificationFormatError', message });
    }
  });

  it('comes back from the wire as it was sent', () => {
    fc.assert(
      fc.property(verification, (sent) => {
        assert.deepEqual(parseVerification(overTheWire(serializeVerification(sent))), sent);
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes the reader throw nothing but its own error, however it is damaged', () => {
    const onlyItsOwnError = (json: unknown) => {
      try {
        parseVerification(json);
      } catch (error) {
        assert(error instanceof VerificationFormatError);
      }
    };
    const damaged = mutated(verification.map((sent) => overTheWire(serializeVerification(sent))));
    fc.assert(fc.property(damaged, onlyItsOwnError), { numRuns: 5_000 });
    fc.assert(fc.property(mutated(fc.constant({ response: resource })), onlyItsOwnError), { numRuns: 5_000 });
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), anything), onlyItsOwnError), { numRuns: 5_000 });
  });
});

describe('a session', () => {
  it('comes back from the wire as it was sent', () => {
    fc.assert(
      fc.property(sessionInfo, (sent) => {
        assert.deepEqual(parseSessionResponse(overTheWire(serializeSessionResponse(sent))), sent);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has no ages where they make no sense, and no user where there is none', () => {
    for (const factor_verification_age of [null, [1], [1, 2, 3], ['1', 2], [-2, 0]]) {
      assert.deepEqual(parseSessionResponse({ response: { factor_verification_age } }), { publicUserData: {} });
    }
    assert.deepEqual(parseSessionResponse({ response: { public_user_data: 'Jane' } }), { publicUserData: {} });
  });

  it('makes the reader throw nothing but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(anything, mutated(fc.constant({ response: resource.session }))), (json) => {
        try {
          parseSessionResponse(json);
        } catch (error) {
          assert(error instanceof VerificationFormatError);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
