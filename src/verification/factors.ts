import { stageStrategies } from '../protocol/factors.js';
import type { EmailCodeFactor, Factor, FactorStage, PhoneCodeFactor, Strategy } from '../protocol/factors.js';
import type { FactorVerification, Verification } from '../protocol/verification.js';

/** The stage that a verification waits at; `undefined` once it waits for nothing. */
export function stageOf({ status }: Verification): FactorStage | undefined {
  if (status === 'complete') return undefined;
  return status === 'needs_first_factor' ? 'first' : 'second';
}

export interface FactorPreferences {
  /** Offered before the others. */
  preferredStrategy: Strategy | undefined;
  /** Whether this browser can use passkeys. */
  passkeys: boolean;
}

/** The factors of a stage that can be used here, best first: by strategy, and primary addresses before others. */
export function usableFactors(
  verification: Verification,
  stage: FactorStage,
  { preferredStrategy, passkeys }: FactorPreferences,
): readonly Factor[] {
  const factors = stage === 'first' ? verification.firstFactors : verification.secondFactors;
  const rank = (factor: Factor) =>
    stageStrategies[stage].indexOf(factor.strategy) * 2 -
    (isPrimary(factor) ? 1 : 0) -
    (factor.strategy === preferredStrategy ? 100 : 0);
  return factors
    .filter(({ strategy }) => passkeys || strategy !== 'passkey')
    .sort((one, other) => rank(one) - rank(other));
}

const isPrimary = (factor: Factor) => 'primary' in factor && factor.primary;

/** Names a factor within its stage: two answers of the server bring the same factor as two objects. */
export function factorKey(factor: Factor): string {
  const id = 'emailAddressId' in factor ? factor.emailAddressId : 'phoneNumberId' in factor ? factor.phoneNumberId : '';
  return `${factor.strategy} ${id}`;
}

/** The same factor as the server names it now, if it is still offered. */
export const findFactor = (factors: readonly Factor[], wanted: Factor): Factor | undefined =>
  factors.find((factor) => factorKey(factor) === factorKey(wanted));

/** Whether the answer is a code that the server sends. */
export const isSentCode = (factor: Factor): factor is EmailCodeFactor | PhoneCodeFactor => 'safeIdentifier' in factor;

/** What the server knows about the factor that was last prepared at this stage. */
export const preparedAt = (verification: Verification, stage: FactorStage): FactorVerification | undefined =>
  stage === 'first' ? verification.firstFactorVerification : verification.secondFactorVerification;

/** The factor whose code a resumed verification still waits for; unknown where two addresses could be meant. */
export function awaitedFactor(
  verification: Verification,
  stage: FactorStage,
  factors: readonly Factor[],
  now: number,
): Factor | undefined {
  const prepared = preparedAt(verification, stage);
  if (prepared?.status !== 'unverified' || (prepared.expireAt ?? 0) <= now) return undefined;
  const [factor, ...others] = factors.filter(isSentCode).filter(({ strategy }) => strategy === prepared.strategy);
  return others.length === 0 ? factor : undefined;
}
