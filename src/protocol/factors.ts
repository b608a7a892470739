import { isJsonObject, objectsOf, optionalString } from './json.js';
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

/** Whether the server has something to do before this factor can be answered. */
export function isPreparable(factor: Factor): factor is PreparableFactor {
  return factor.strategy === 'email_code' || factor.strategy === 'phone_code' || factor.strategy === 'passkey';
}

/** The factors of a stage out of the resource's JSON; what this version does not know is left out. */
export function parseFactors(json: unknown, stage: FactorStage): Factor[] {
  return objectsOf(json).flatMap((factor) => {
    const parsed = parseFactor(factor);
    return parsed && stageStrategies[stage].includes(parsed.strategy) ? [parsed] : [];
  });
}

function parseFactor(json: JsonObject): Factor | undefined {
  const { strategy } = json;
  const safeIdentifier = optionalString(json['safe_identifier']) ?? '';
  const primary = json['primary'] === true;
  switch (strategy) {
    case 'password':
    case 'passkey':
    case 'totp':
    case 'backup_code':
      return { strategy };
    case 'email_code': {
      const emailAddressId = optionalString(json['email_address_id']);
      return emailAddressId === undefined ? undefined : { strategy, emailAddressId, safeIdentifier, primary };
    }
    case 'phone_code': {
      const phoneNumberId = optionalString(json['phone_number_id']);
      return phoneNumberId === undefined ? undefined : { strategy, phoneNumberId, safeIdentifier, primary };
    }
    default:
      return undefined;
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
  switch (factor.strategy) {
    case 'email_code':
      return { strategy: factor.strategy, email_address_id: factor.emailAddressId };
    case 'phone_code':
      return { strategy: factor.strategy, phone_number_id: factor.phoneNumberId };
    case 'passkey':
      return { strategy: factor.strategy };
  }
}

/** The body of an `attempt` request. */
export function serializeAnswer(answer: Answer): JsonObject {
  switch (answer.strategy) {
    case 'password':
      return { strategy: answer.strategy, password: answer.password };
    case 'passkey':
      return { strategy: answer.strategy, public_key_credential: answer.credential };
    default:
      return { strategy: answer.strategy, code: answer.code };
  }
}

/** Whether a parsed body names a strategy of this stage. */
export function strategyOf(body: unknown, stage: FactorStage): Strategy | undefined {
  if (!isJsonObject(body)) return undefined;
  return stageStrategies[stage].find((strategy) => strategy === body['strategy']);
}
