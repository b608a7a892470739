import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  isPreparable,
  parseFactors,
  serializeAnswer,
  serializePreparation,
  strategyOf,
} from '../../src/protocol/factors.js';
import { anything } from './arbitraries.js';

describe('a request to prepare a factor', () => {
  it('names the strategy, and where a code goes', () => {
    const masked = { safeIdentifier: 'j•••@example.com', primary: true };
    assert.deepEqual(serializePreparation({ strategy: 'email_code', emailAddressId: 'idn_1', ...masked }), {
      strategy: 'email_code',
      email_address_id: 'idn_1',
    });
    assert.deepEqual(serializePreparation({ strategy: 'phone_code', phoneNumberId: 'idn_2', ...masked }), {
      strategy: 'phone_code',
      phone_number_id: 'idn_2',
    });
    assert.deepEqual(serializePreparation({ strategy: 'passkey' }), { strategy: 'passkey' });
  });

  it('exists for codes that are sent and for passkeys only', () => {
    const preparable = ['password', 'passkey', 'totp', 'backup_code'] as const;
    assert.deepEqual(
      preparable.filter((strategy) => isPreparable({ strategy })),
      ['passkey'],
    );
  });
});

describe('an answer', () => {
  it('goes out under the name that its strategy has', () => {
    assert.deepEqual(serializeAnswer({ strategy: 'password', password: ' p ' }), {
      strategy: 'password',
      password: ' p ',
    });
    assert.deepEqual(serializeAnswer({ strategy: 'passkey', credential: '{}' }), {
      strategy: 'passkey',
      public_key_credential: '{}',
    });
    for (const strategy of ['email_code', 'phone_code', 'totp', 'backup_code'] as const) {
      assert.deepEqual(serializeAnswer({ strategy, code: '012345' }), { strategy, code: '012345' });
    }
  });
});

describe('the strategy of a request', () => {
  it('is known only at its own stage', () => {
    assert.equal(strategyOf({ strategy: 'password' }, 'first'), 'password');
    assert.equal(strategyOf({ strategy: 'password' }, 'second'), undefined);
    assert.equal(strategyOf({ strategy: 'phone_code' }, 'second'), 'phone_code');
    for (const wrong of [null, [], 'password', {}, { strategy: ['password'] }, { strategy: 'constructor' }]) {
      assert.equal(strategyOf(wrong, 'first'), undefined);
    }
  });
});

describe('a list of factors', () => {
  it('is read without an exception, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.array(anything)), fc.constantFrom('first', 'second'), (json, stage) => {
        assert(Array.isArray(parseFactors(json, stage)));
      }),
      { numRuns: 2_000 },
    );
  });
});
