import { isStrategy, parseFactors, serializeFactor } from './factors.js';
import type { Factor, Strategy } from './factors.js';
import { parseAction } from './challenge.js';
import type { ChallengeAction } from './challenge.js';
import { compact, isJsonObject, number, oneOf, only, record, text } from './json.js';
import type { JsonObject } from './json.js';
import { isFactorVerificationAge, isReverificationLevel } from './reverification.js';
import type { FactorVerificationAge, ReverificationLevel } from './reverification.js';

export type VerificationStatus = 'needs_first_factor' | 'needs_second_factor' | 'complete';

/** How far one factor's verification has come. Times are Unix milliseconds. */
export interface FactorVerification {
  status: 'unverified' | 'verified' | 'failed' | 'expired';
  strategy: Strategy;
  /** Wrong answers so far. */
  attempts: number;
  expireAt?: number;
  /** The passkey request options as JSON text, once a passkey is prepared. */
  nonce?: string;
}

/** Who is being asked, for the person to recognise their account. `identifier` is masked where the server masks it. */
export interface PublicUserData {
  identifier?: string;
  firstName?: string;
  lastName?: string;
  imageUrl?: string;
}

export interface SessionInfo {
  id?: string;
  factorVerificationAge?: FactorVerificationAge;
  publicUserData: PublicUserData;
}

/** The resource that every verification endpoint answers with. Times are Unix milliseconds. */
export interface Verification {
  id: string;
  status: VerificationStatus;
  level: ReverificationLevel;
  expireAt?: number;
  firstFactors: Factor[];
  secondFactors: Factor[];
  firstFactorVerification?: FactorVerification;
  secondFactorVerification?: FactorVerification;
  session: SessionInfo;
  /** What this verification approves, from the server's own record. Text, never HTML. */
  action?: ChallengeAction;
}

/** The verification API answered with something that is not a verification: another API, or a newer one. */
export class VerificationFormatError extends Error {
  override readonly name = 'VerificationFormatError';
}

/**
 * Reads the `{ "response": … }` of a verification endpoint. Unknown keys and strategies are left out.
 *
 * @throws VerificationFormatError naming the member that is missing or unknown; nothing else.
 */
export function parseVerification(json: unknown): Verification {
  const resource = responseOf(json);
  const { id, status, level, ...optional } = readVerification(resource);
  return {
    ...optional,
    id: expected(id, 'id', resource),
    status: expected(status, 'status', resource),
    level: expected(level, 'level', resource),
    firstFactors: parseFactors(resource['supported_first_factors'], 'first'),
    secondFactors: parseFactors(resource['supported_second_factors'], 'second'),
    session: parseSession(resource['session']),
  };
}

/**
 * Reads the `{ "response": … }` of `GET /session`.
 *
 * @throws VerificationFormatError where there is no response object.
 */
export const parseSessionResponse = (json: unknown): SessionInfo => parseSession(responseOf(json));

const readVerification = /* @__PURE__ */ record({
  id: text,
  status: oneOf('needs_first_factor', 'needs_second_factor', 'complete'),
  level: only(isReverificationLevel),
  expireAt: number,
  firstFactorVerification: parseFactorVerification,
  secondFactorVerification: parseFactorVerification,
  action: parseAction,
});

const readFactorVerification = /* @__PURE__ */ record({
  status: oneOf('unverified', 'verified', 'failed', 'expired'),
  strategy: only(isStrategy),
  attempts: number,
  expireAt: number,
  nonce: text,
});

const readSession = /* @__PURE__ */ record({
  id: text,
  factorVerificationAge: only(isFactorVerificationAge),
  publicUserData: record({ identifier: text, firstName: text, lastName: text, imageUrl: text }),
});

function parseFactorVerification(json: unknown): FactorVerification | undefined {
  const { strategy, ...known } = readFactorVerification(json);
  return strategy && { status: 'unverified', attempts: 0, ...known, strategy };
}

const parseSession = (json: unknown): SessionInfo => ({ publicUserData: {}, ...readSession(json) });

function responseOf(json: unknown): JsonObject {
  const response = isJsonObject(json) ? json['response'] : undefined;
  if (isJsonObject(response)) return response;
  throw new VerificationFormatError('expected a "response" object');
}

function expected<T>(value: T | undefined, member: string, { [member]: got }: JsonObject): T {
  if (value !== undefined) return value;
  throw new VerificationFormatError(
    `verification.${member}: unexpected ${typeof got === 'string' ? `"${got}"` : typeof got}`,
  );
}

/** The JSON of a verification, the inverse of {@link parseVerification}. */
export function serializeVerification(verification: Verification): JsonObject {
  return {
    response: {
      object: 'session_verification',
      id: verification.id,
      status: verification.status,
      level: verification.level,
      expire_at: verification.expireAt ?? null,
      supported_first_factors: verification.firstFactors.map(serializeFactor),
      supported_second_factors: verification.secondFactors.map(serializeFactor),
      first_factor_verification: serializeFactorVerification(verification.firstFactorVerification),
      second_factor_verification: serializeFactorVerification(verification.secondFactorVerification),
      session: serializeSession(verification.session),
      ...(verification.action && { action: verification.action }),
    },
  };
}

/** The JSON that `GET /session` answers with. */
export const serializeSessionResponse = (session: SessionInfo): JsonObject => ({ response: serializeSession(session) });

function serializeFactorVerification(verification: FactorVerification | undefined): JsonObject | null {
  if (!verification) return null;
  const { status, strategy, attempts, expireAt, nonce } = verification;
  return { status, strategy, attempts, expire_at: expireAt ?? null, nonce: nonce ?? null };
}

function serializeSession({ id, factorVerificationAge, publicUserData }: SessionInfo): JsonObject {
  const { identifier, firstName, lastName, imageUrl } = publicUserData;
  return {
    ...compact({ id, factor_verification_age: factorVerificationAge }),
    public_user_data: compact({ identifier, first_name: firstName, last_name: lastName, image_url: imageUrl }),
  };
}
