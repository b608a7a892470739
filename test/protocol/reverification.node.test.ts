import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCheckAuthorization } from '@clerk/shared/authorization';
import fc from 'fast-check';
import {
  isFactorVerificationAge,
  requireReverification,
  resolveReverification,
  reverificationPresets,
  satisfiesReverification,
} from '../../src/protocol/reverification.js';

/** Clerk's own answer. Called untyped, because half of what it is asked is deliberately wrong. */
function clerkSatisfies(age: unknown, config: unknown): unknown {
  const has: unknown = Reflect.apply(createCheckAuthorization, undefined, [
    { userId: 'user_1', factorVerificationAge: age },
  ]);
  assert(typeof has === 'function');
  return Reflect.apply(has, undefined, [{ reverification: config }]);
}

const strangeNumber = fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, -1, -2, 0.5, -0.5, 1e-300, 2 ** 53, 5e-324);
const boundary = fc.constantFrom(9, 10, 11, 59, 60, 61, 1439, 1440, 1441, 9.999, 10.001);
const number = fc.oneof(strangeNumber, boundary, fc.integer({ min: -2, max: 1500 }), fc.double());
const notANumber = fc.constantFrom<unknown[]>('10', '', null, undefined, true, [], [10], {}, new Date(0), 10n);
const value = fc.oneof({ weight: 8, arbitrary: number }, { weight: 1, arbitrary: notANumber });

const age = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(value, value) },
  { weight: 1, arbitrary: fc.array(value, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown[]>(null, undefined, '', '0,0', 0, 1, {}, { 0: 1, 1: 1, length: 2 }) },
  { weight: 1, arbitrary: fc.anything() },
);

const preset = fc.constantFrom('strict_mfa', 'strict', 'moderate', 'lax');
const notAPreset = fc.constantFrom<unknown[]>(
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'STRICT', 'strict ', '', 'undefined'],
  ...[new String('strict'), ['strict'], Symbol('strict'), 0, 1, true, false, null, () => 'strict'],
);
const level = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('first_factor', 'second_factor', 'multi_factor') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown[]>(
      ...['third_factor', 'constructor', '__proto__', '', 'First_Factor', null, undefined, 2],
      ...[new String('first_factor'), ['first_factor']],
    ),
  },
);
const requirement = fc.record({ level, afterMinutes: value, extra: fc.constant(1) }, { requiredKeys: [] });
const config = fc.oneof(
  { weight: 4, arbitrary: preset },
  { weight: 8, arbitrary: requirement },
  { weight: 1, arbitrary: requirement.map((members) => Object.assign([], members)) },
  { weight: 1, arbitrary: requirement.map((members): unknown => Object.create(members)) },
  { weight: 1, arbitrary: notAPreset },
  { weight: 1, arbitrary: fc.anything() },
);

describe('satisfiesReverification', () => {
  it('answers as Clerk does on 100,000 ages and configs, valid and not', () => {
    let satisfied = 0;
    fc.assert(
      fc.property(
        age,
        config.filter((candidate) => candidate !== undefined),
        (anAge, aConfig) => {
          const answer = satisfiesReverification(anAge, aConfig);
          assert.equal(answer, clerkSatisfies(anAge, aConfig));
          if (answer) satisfied += 1;
        },
      ),
      { numRuns: 100_000, seed: 20 },
    );
    assert(satisfied > 5_000, `only ${satisfied} were satisfied: the comparison would say little`);
  });

  it('is false for a config that is left out, where Clerk asks for nothing', () => {
    assert.equal(satisfiesReverification([0, 0], undefined), false);
  });

  it('falls back to the first factor for a user without a second one', () => {
    assert.equal(satisfiesReverification([5, -1], 'strict'), true);
    assert.equal(satisfiesReverification([5, -1], 'strict_mfa'), true);
    assert.equal(satisfiesReverification([15, -1], 'strict'), false);
  });

  it('asks a user with both factors for the second one, however fresh the first', () => {
    assert.equal(satisfiesReverification([0, 11], 'strict'), false);
    assert.equal(satisfiesReverification([500, 9], 'strict'), true);
  });

  it('asks for both where the level is multi_factor', () => {
    assert.equal(satisfiesReverification([9, 9], 'strict_mfa'), true);
    assert.equal(satisfiesReverification([11, 9], 'strict_mfa'), false);
    assert.equal(satisfiesReverification([9, 11], 'strict_mfa'), false);
    assert.equal(satisfiesReverification([-1, 9], 'strict_mfa'), false);
  });

  it('counts a verification as too old in the very minute in which it expires', () => {
    assert.equal(satisfiesReverification([10, 10], 'strict'), false);
    assert.equal(satisfiesReverification([9.99, 9.99], 'strict'), true);
  });
});

describe('isFactorVerificationAge', () => {
  it('takes two ages of zero or more minutes, or -1', () => {
    for (const valid of [
      [0, 0],
      [-1, 5],
      [3, -1],
      [0.5, 1e6],
    ])
      assert.equal(isFactorVerificationAge(valid), true);
    for (const wrong of [[0], [0, 0, 0], [-2, 0], [NaN, 0], ['0', 0], [0, Infinity], null, '0,0', {}]) {
      assert.equal(isFactorVerificationAge(wrong), false);
    }
  });
});

describe('resolveReverification', () => {
  it('turns each preset into what Clerk documents for it', () => {
    assert.deepEqual(resolveReverification('strict_mfa'), { level: 'multi_factor', afterMinutes: 10 });
    assert.deepEqual(resolveReverification('strict'), { level: 'second_factor', afterMinutes: 10 });
    assert.deepEqual(resolveReverification('moderate'), { level: 'second_factor', afterMinutes: 60 });
    assert.deepEqual(resolveReverification('lax'), { level: 'second_factor', afterMinutes: 1440 });
  });

  it('keeps level and minutes of a requirement, and nothing else', () => {
    const resolved = resolveReverification({ level: 'first_factor', afterMinutes: 3, other: 1 });
    assert.deepEqual(resolved, { level: 'first_factor', afterMinutes: 3 });
  });

  it('does not find presets on the prototype', () => {
    for (const name of ['constructor', 'toString', '__proto__']) assert.equal(resolveReverification(name), undefined);
  });
});

describe('requireReverification', () => {
  it('returns what it was asked for where that is valid', () => {
    assert.deepEqual(requireReverification('lax'), reverificationPresets.lax);
  });

  it('names the part of a config that is wrong', () => {
    const cases: [unknown, RegExp][] = [
      ['strickt', /expected strict_mfa, strict, moderate, lax or \{ level, afterMinutes \}, got strickt/],
      [null, /got null/],
      [{ level: 'third', afterMinutes: 1 }, /level must be first_factor, second_factor or multi_factor, got third/],
      [{ level: 'first_factor', afterMinutes: 0 }, /afterMinutes must be a number of minutes greater than 0, got 0/],
      [{ level: 'first_factor' }, /got undefined/],
    ];
    for (const [wrong, message] of cases) {
      assert.throws(() => requireReverification(wrong), { name: 'TypeError', message });
    }
  });

  it('throws nothing but a TypeError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(config, fc.anything()), (anything) => {
        try {
          requireReverification(anything);
        } catch (error) {
          assert(error instanceof TypeError);
          assert.match(error.message, /^reverification: /);
        }
      }),
    );
  });
});
