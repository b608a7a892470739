import { isJsonObject, listOf, only, record, text } from './json.js';
import type { JsonObject } from './json.js';

/** One way to verify. */
export type Strategy = 'password' | 'email_code' | 'phone_code' | 'passkey' | 'totp' | 'backup_code';

/** Which of the two factor groups is being verified. */
export type FactorStage = 'first' | 'second';

export interface EmailCodeFactor {
  strategy: 'email_code';
  emailAddressId: string;
  /** The address, masked by the server. */
  safeIdentifier: string;
  primary: boolean;
}

export interface PhoneCodeFactor {
  strategy: 'phone_code';
  phoneNumberId: string;
  /** The number, masked by the server. */
  safeIdentifier: string;
  primary: boolean;
}

/** A way to verify that this user has, as the server offers it. */
export type Factor = { strategy: 'password' | 'passkey' | 'totp' | 'backup_code' } | EmailCodeFactor | PhoneCodeFactor;

/** A factor that the server must prepare first: send a code, or make passkey options. */
export type PreparableFactor = EmailCodeFactor | PhoneCodeFactor | { strategy: 'passkey' };

/** What the user answers with. A passkey's `credential` is the JSON text of its `AuthenticationResponseJSON` (WebAuthn Level 3). */
export type Answer =
  | { strategy: 'password'; password: string }
  | { strategy: 'email_code' | 'phone_code' | 'totp' | 'backup_code'; code: string }
  | { strategy: 'passkey'; credential: string };

/** The strategies of each stage, in the order in which a user is offered them. */
export const stageStrategies: Readonly<Record<FactorStage, readonly Strategy[]>> = {
  first: ['passkey', 'password', 'email_code', 'phone_code'],
  second: ['totp', 'phone_code', 'backup_code'],
};

export function isStrategy(value: unknown): value is Strategy {
  const strategies: readonly unknown[] = [...stageStrategies.first, ...stageStrategies.second];
  return strategies.includes(value);
}

/** Whether the answer is a code that the server sends. */
export const isSentCode = (factor: Factor): factor is EmailCodeFactor | PhoneCodeFactor => 'safeIdentifier' in factor;

/** Whether the server has something to do before this factor can be answered. */
export const isPreparable = (factor: Factor): factor is PreparableFactor =>
  isSentCode(factor) || factor.strategy === 'passkey';

const readFactor = /* @__PURE__ */ record({
  strategy: only(isStrategy),
  emailAddressId: text,
  phoneNumberId: text,
  safeIdentifier: text,
  primary: (value) => value === true,
});

/** The factors of a stage out of the resource's JSON; what this version does not know is left out. */
export const parseFactors = (json: unknown, stage: FactorStage): Factor[] =>
  listOf(parseFactor)(json).filter(({ strategy }) => stageStrategies[stage].includes(strategy));

function parseFactor(json: unknown): Factor | undefined {
  const { strategy, emailAddressId, phoneNumberId, safeIdentifier = '', primary = false } = readFactor(json);
  const masked = { safeIdentifier, primary };
  switch (strategy) {
    case 'email_code':
      return emailAddressId === undefined ? undefined : { strategy, emailAddressId, ...masked };
    case 'phone_code':
      return phoneNumberId === undefined ? undefined : { strategy, phoneNumberId, ...masked };
    default:
      return strategy && { strategy };
  }
}

export function serializeFactor(factor: Factor): JsonObject {
  switch (factor.strategy) {
    case 'email_code':
      return { ...serializePreparation(factor), safe_identifier: factor.safeIdentifier, primary: factor.primary };
    case 'phone_code':
      return { ...serializePreparation(factor), safe_identifier: factor.safeIdentifier, primary: factor.primary };
    default:
      return { strategy: factor.strategy };
  }
}

/** The body of a `prepare` request. */
export function serializePreparation(factor: PreparableFactor): JsonObject {
  const { strategy } = factor;
  if (strategy === 'email_code') return { strategy, email_address_id: factor.emailAddressId };
  return strategy === 'phone_code' ? { strategy, phone_number_id: factor.phoneNumberId } : { strategy };
}

/** The body of an `attempt` request. */
export const serializeAnswer = (answer: Answer): JsonObject =>
  answer.strategy === 'passkey' ? { strategy: answer.strategy, public_key_credential: answer.credential } : answer;

/** Whether a parsed body names a strategy of this stage. */
export function strategyOf(body: unknown, stage: FactorStage): Strategy | undefined {
  if (!isJsonObject(body)) return undefined;
  return stageStrategies[stage].find((strategy) => strategy === body['strategy']);
}
