import { isPreparable } from '../protocol/factors.js';
import type { Factor, FactorStage } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import { factorKey } from './factors.js';

/** How long after a code was sent another may be asked for, unless the server says otherwise. Milliseconds. */
const RESEND_AFTER = 30_000;
/** A deadline further off than this says that a clock is wrong. Milliseconds. */
const LONGEST_EXPIRY = 24 * 60 * 60_000;

/** What has been sent for one factor. Times are Unix milliseconds. */
export interface Preparation {
  /** How often. */
  sent: number;
  resendAt: number;
  expireAt?: number;
  /** The passkey options, until they are used. */
  nonce?: string | undefined;
}

interface Asked {
  stage: FactorStage;
  factor: Factor;
}

/** Remembers what was prepared in one verification, so that switching to another factor and back sends nothing again. */
export function createPreparations(now: () => number) {
  const preparations = new Map<string, Preparation>();
  const keyOf = ({ stage, factor }: Asked) => stage + factorKey(factor);
  const of = (asked: Asked): Preparation => preparations.get(keyOf(asked)) ?? { sent: 0, resendAt: 0 };
  const set = (asked: Asked, preparation: Preparation) => preparations.set(keyOf(asked), preparation);

  /** Whether the factor can be answered as it is. */
  function isReady(asked: Asked): boolean {
    const { sent, resendAt, expireAt = Infinity, nonce } = of(asked);
    const isAlive = sent > 0 && now() < expireAt;
    if (asked.factor.strategy === 'passkey') return isAlive && nonce !== undefined;
    // Told to wait, asking again would only be refused again: the user may still have an earlier code.
    return isAlive || now() < resendAt || !isPreparable(asked.factor);
  }

  return {
    of,
    isReady,

    /** The server has sent a code, or made passkey options. */
    record(asked: Asked, verification: Verification, resendAt = now() + RESEND_AFTER): void {
      const { expireAt = 0, nonce = '' } = verification[`${asked.stage}FactorVerification` as const] ?? {};
      const left = expireAt - now();
      // A wrong clock on either side must not lock the user out: the server decides what has expired.
      const deadline = left > 0 && left < LONGEST_EXPIRY && { expireAt };
      set(asked, { sent: of(asked).sent + 1, resendAt, nonce, ...deadline });
    },

    /** The server has sent nothing, and wants to be asked later; what it sent before still counts. */
    postpone(asked: Asked, resendAt = now() + RESEND_AFTER): void {
      set(asked, { ...of(asked), resendAt });
    },

    /** Hands out passkey options, once: a challenge is single use. */
    takeNonce(asked: Asked): string | undefined {
      const nonce = isReady(asked) ? of(asked).nonce : undefined;
      set(asked, { ...of(asked), nonce: undefined });
      return nonce;
    },

    clear: () => preparations.clear(),
  };
}
