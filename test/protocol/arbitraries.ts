import fc from 'fast-check';
import { stageStrategies } from '../../src/protocol/factors.js';
import type { Factor, FactorStage } from '../../src/protocol/factors.js';
import type { FactorVerification, SessionInfo, Verification } from '../../src/protocol/verification.js';

const text = fc.string({ unit: 'binary' });
const time = fc.integer({ min: 0, max: 8.64e15 });
const level = fc.constantFrom('first_factor' as const, 'second_factor' as const, 'multi_factor' as const);
const status = fc.constantFrom('needs_first_factor' as const, 'needs_second_factor' as const, 'complete' as const);
const strategy = fc.constantFrom(...stageStrategies.first, ...stageStrategies.second);

// fast-check makes objects without a prototype too, which JSON.parse never does.
const plainObjects = { noNullPrototype: true };

const addressed = { safeIdentifier: text, primary: fc.boolean() };
const emailCode = fc.record(
  { strategy: fc.constant('email_code' as const), emailAddressId: text, ...addressed },
  plainObjects,
);
const phoneCode = fc.record(
  { strategy: fc.constant('phone_code' as const), phoneNumberId: text, ...addressed },
  plainObjects,
);
const plain = <const S extends string>(...names: S[]) =>
  fc.record({ strategy: fc.constantFrom(...names) }, plainObjects);

const factors: Record<FactorStage, fc.Arbitrary<Factor[]>> = {
  first: fc.array(fc.oneof(plain('password', 'passkey'), emailCode, phoneCode)),
  second: fc.array(fc.oneof(plain('totp', 'backup_code'), phoneCode)),
};

const factorVerification: fc.Arbitrary<FactorVerification> = fc.record(
  {
    status: fc.constantFrom('unverified', 'verified', 'failed', 'expired'),
    strategy,
    attempts: fc.nat(),
    expireAt: time,
    nonce: text,
  },
  { requiredKeys: ['status', 'strategy', 'attempts'], noNullPrototype: true },
);

const factorAge = fc.oneof(fc.constant(-1), fc.nat({ max: 1e6 }));

export const sessionInfo: fc.Arbitrary<SessionInfo> = fc.record(
  {
    id: text,
    factorVerificationAge: fc.tuple(factorAge, factorAge),
    publicUserData: fc.record(
      { identifier: text, firstName: text, lastName: text, imageUrl: text },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['publicUserData'], noNullPrototype: true },
);

/** Every verification that the types allow. */
export const verification: fc.Arbitrary<Verification> = fc.record(
  {
    id: text,
    status,
    level,
    expireAt: time,
    firstFactors: factors.first,
    secondFactors: factors.second,
    firstFactorVerification: factorVerification,
    secondFactorVerification: factorVerification,
    session: sessionInfo,
    action: fc.record({ id: text, summary: text }, plainObjects),
  },
  { requiredKeys: ['id', 'status', 'level', 'firstFactors', 'secondFactors', 'session'], noNullPrototype: true },
);

/** Whatever JavaScript has, JSON or not. */
export const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
});

/** A copy of `json` in which the member at a random path is gone, or is something else. */
export function mutated(json: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const steps = fc.array(fc.nat(), { minLength: 1, maxLength: 5 });
  return fc
    .tuple(json, steps, fc.option(anything, { nil: undefined }))
    .map(([value, path, other]) => mutate(value, path, other));
}

function mutate(value: unknown, [step, ...rest]: number[], other: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return other;
  const members: [string, unknown][] = Object.entries(value);
  if (members.length === 0) return other;
  const changed = members.map(([key, member], index) => {
    const isChosen = index === step % members.length;
    return [key, isChosen ? mutate(member, rest, other) : member] as const;
  });
  return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}
