import { isSentCode, stageStrategies } from '../protocol/factors.js';
import type { Factor, FactorStage, Strategy } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';

/** The stage that a verification waits at; `undefined` once it waits for nothing. */
export function stageOf({ status }: Verification): FactorStage | undefined {
  if (status === 'complete') return undefined;
  return status === 'needs_first_factor' ? 'first' : 'second';
}

/** The factors of a stage that can be used here, best first: by strategy, and primary addresses before others. */
export function usableFactors(
  verification: Verification,
  stage: FactorStage,
  hasPasskeys: boolean,
  preferredStrategy: Strategy | undefined,
): readonly Factor[] {
  const rank = (factor: Factor) =>
    (factor.strategy === preferredStrategy ? -1 : stageStrategies[stage].indexOf(factor.strategy)) -
    (isSentCode(factor) && factor.primary ? 0.5 : 0);
  const factors = verification[`${stage}Factors` as const]
    .filter(({ strategy }) => hasPasskeys || strategy !== 'passkey')
    .sort((one, other) => rank(one) - rank(other));
  return Object.freeze(factors);
}

/** Names a factor by what tells it from others: two answers of the server bring the same factor as two objects. */
export const factorKey = (factor: Factor): string =>
  JSON.stringify(factor, ['strategy', 'emailAddressId', 'phoneNumberId']);

/** The same factor as the server names it now, if it is still offered. */
export const findFactor = (factors: readonly Factor[], wanted: Factor): Factor | undefined =>
  factors.find((factor) => factorKey(factor) === factorKey(wanted));
