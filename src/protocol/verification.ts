import { isStrategy, parseFactors, serializeFactor } from './factors.js';
import type { Factor, Strategy } from './factors.js';
import { compact, isJsonObject, optionalNumber, optionalString } from './json.js';
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
  action?: { id: string; summary: string };
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
  return {
    id: expected(optionalString(resource['id']), 'id', resource['id']),
    status: expected(parseStatus(resource['status']), 'status', resource['status']),
    level: expected(parseLevel(resource['level']), 'level', resource['level']),
    firstFactors: parseFactors(resource['supported_first_factors'], 'first'),
    secondFactors: parseFactors(resource['supported_second_factors'], 'second'),
    session: parseSession(resource['session']),
    ...compact({
      expireAt: optionalNumber(resource['expire_at']),
      firstFactorVerification: parseFactorVerification(resource['first_factor_verification']),
      secondFactorVerification: parseFactorVerification(resource['second_factor_verification']),
      action: parseAction(resource['action']),
    }),
  };
}

/**
 * Reads the `{ "response": … }` of `GET /session`.
 *
 * @throws VerificationFormatError where there is no response object.
 */
export function parseSessionResponse(json: unknown): SessionInfo {
  return parseSession(responseOf(json));
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

function responseOf(json: unknown): JsonObject {
  const response = isJsonObject(json) ? json['response'] : undefined;
  if (!isJsonObject(response)) throw new VerificationFormatError('expected an object with a "response" object');
  return response;
}

function expected<T>(value: T | undefined, member: string, got: unknown): T {
  if (value !== undefined) return value;
  throw new VerificationFormatError(
    `verification.${member}: unexpected ${typeof got === 'string' ? `"${got}"` : typeof got}`,
  );
}

const parseStatus = (status: unknown): VerificationStatus | undefined =>
  status === 'needs_first_factor' || status === 'needs_second_factor' || status === 'complete' ? status : undefined;

const parseLevel = (level: unknown) => (isReverificationLevel(level) ? level : undefined);

const isFactorStatus = (value: unknown): value is FactorVerification['status'] =>
  value === 'unverified' || value === 'verified' || value === 'failed' || value === 'expired';

function parseFactorVerification(json: unknown): FactorVerification | undefined {
  if (!isJsonObject(json)) return undefined;
  const { strategy, status } = json;
  if (!isStrategy(strategy)) return undefined;
  return {
    status: isFactorStatus(status) ? status : 'unverified',
    strategy,
    attempts: optionalNumber(json['attempts']) ?? 0,
    ...compact({ expireAt: optionalNumber(json['expire_at']), nonce: optionalString(json['nonce']) }),
  };
}

function serializeFactorVerification(verification: FactorVerification | undefined): JsonObject | null {
  if (!verification) return null;
  const { status, strategy, attempts, expireAt, nonce } = verification;
  return { status, strategy, attempts, expire_at: expireAt ?? null, nonce: nonce ?? null };
}

function parseAction(json: unknown): Verification['action'] {
  if (!isJsonObject(json) || typeof json['id'] !== 'string') return undefined;
  return { id: json['id'], summary: optionalString(json['summary']) ?? '' };
}

function parseSession(json: unknown): SessionInfo {
  if (!isJsonObject(json)) return { publicUserData: {} };
  const age = json['factor_verification_age'];
  return {
    ...compact({
      id: optionalString(json['id']),
      factorVerificationAge: isFactorVerificationAge(age) ? age : undefined,
    }),
    publicUserData: parsePublicUserData(json['public_user_data']),
  };
}

function parsePublicUserData(json: unknown): PublicUserData {
  if (!isJsonObject(json)) return {};
  return compact({
    identifier: optionalString(json['identifier']),
    firstName: optionalString(json['first_name']),
    lastName: optionalString(json['last_name']),
    imageUrl: optionalString(json['image_url']),
  });
}

function serializeSession({ id, factorVerificationAge, publicUserData }: SessionInfo): JsonObject {
  const { identifier, firstName, lastName, imageUrl } = publicUserData;
  return {
    ...compact({ id, factor_verification_age: factorVerificationAge }),
    public_user_data: compact({ identifier, first_name: firstName, last_name: lastName, image_url: imageUrl }),
  };
}
