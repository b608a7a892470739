import { isPreparable } from '../protocol/factors.js';
import type { Factor, FactorStage } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import { factorKey } from './factors.js';

/** How long after a code was sent another may be asked for, unless the server says otherwise. Milliseconds. */
export const RESEND_AFTER = 30_000;
/** A deadline further off than this says that a clock is wrong. Milliseconds. */
const LONGEST_EXPIRY = 24 * 60 * 60_000;

/** What has been sent for one factor. Times are Unix milliseconds. */
export interface Preparation {
  /** How often. */
  sent: number;
  resendAt: number;
  expireAt?: number;
  /** It was sent before this page was loaded, or by another one. */
  sentEarlier?: boolean;
  /** The passkey options, until they are used. */
  nonce?: string | undefined;
}

/** A factor, and the stage at which it is asked for: the same phone may serve at both. */
export interface Asked {
  stage: FactorStage;
  factor: Factor;
}

export const keyOf = ({ stage, factor }: Asked): string => stage + factorKey(factor);

/** What the server has sent now, or made as passkey options, after what it had sent `before`. */
export function prepared(
  { sent }: Preparation,
  stage: FactorStage,
  verification: Verification,
  now: number,
  resendAt = now + RESEND_AFTER,
): Preparation {
  const { expireAt = 0, nonce = '' } = verification[`${stage}FactorVerification` as const] ?? {};
  // A wrong clock on either side must not lock the user out: the server decides what has expired.
  const isPlausible = expireAt > now && expireAt < now + LONGEST_EXPIRY;
  return { sent: sent + 1, resendAt, nonce, ...(isPlausible && { expireAt }) };
}

/** Whether a factor can be answered as it is. */
export function isReady(
  { sent, resendAt, expireAt = Infinity, nonce }: Preparation,
  factor: Factor,
  now: number,
): boolean {
  const isAlive = sent > 0 && now < expireAt;
  if (factor.strategy === 'passkey') return isAlive && nonce !== undefined;
  // Told to wait, asking again would only be refused again: the user may still have an earlier code.
  return isAlive || now < resendAt || !isPreparable(factor);
}
