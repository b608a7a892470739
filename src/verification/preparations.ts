import { isPreparable } from '../protocol/factors.js';
import type { Factor, FactorStage } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import { factorKey, isSentCode } from './factors.js';

/** How long after a code was sent another may be asked for, unless the server says otherwise. Milliseconds. */
const RESEND_AFTER = 30_000;
/** A deadline further off than this says that a clock is wrong. Milliseconds. */
const LONGEST_EXPIRY = 24 * 60 * 60_000;

/** What has been sent for one factor. Times are Unix milliseconds. */
export interface Preparation {
  /** How often. */
  sent: number;
  resendAt?: number;
  expireAt?: number | undefined;
  /** The passkey options, until they are used. */
  nonce?: string | undefined;
}

interface Asked {
  stage: FactorStage;
  factor: Factor;
}

/** Remembers what was prepared in one verification, so that switching to another factor and back sends nothing again. */
export class Preparations {
  readonly #preparations = new Map<string, Preparation>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  of({ stage, factor }: Asked): Preparation {
    const nothing = isSentCode(factor) ? { sent: 0, resendAt: 0 } : { sent: 0 };
    return this.#preparations.get(stage + factorKey(factor)) ?? nothing;
  }

  /** Whether the factor can be answered as it is. */
  isReady(asked: Asked): boolean {
    const { sent, resendAt = 0, expireAt = Infinity, nonce } = this.of(asked);
    const isAlive = sent > 0 && this.#now() < expireAt;
    if (asked.factor.strategy === 'passkey') return isAlive && nonce !== undefined;
    // Told to wait, asking again would only be refused again: the user may still have an earlier code.
    return isAlive || this.#now() < resendAt || !isPreparable(asked.factor);
  }

  /** The server has sent a code, or made passkey options. */
  record(asked: Asked, verification: Verification, resendAt = this.#now() + RESEND_AFTER): void {
    const { expireAt = 0, nonce = '' } = verification[`${asked.stage}FactorVerification` as const] ?? {};
    const left = expireAt - this.#now();
    this.#set(asked, {
      sent: this.of(asked).sent + 1,
      resendAt,
      nonce,
      // A wrong clock on either side must not lock the user out: the server decides what has expired.
      expireAt: left > 0 && left < LONGEST_EXPIRY ? expireAt : undefined,
    });
  }

  /** The server has sent nothing, and wants to be asked later; what it sent before still counts. */
  postpone(asked: Asked, resendAt = this.#now() + RESEND_AFTER): void {
    this.#set(asked, { ...this.of(asked), resendAt });
  }

  /** Hands out passkey options, once: a challenge is single use. */
  takeNonce(asked: Asked): string | undefined {
    const isReady = this.isReady(asked);
    const preparation = this.of(asked);
    this.#set(asked, { ...preparation, nonce: undefined });
    return isReady ? preparation.nonce : undefined;
  }

  clear(): void {
    this.#preparations.clear();
  }

  #set({ stage, factor }: Asked, preparation: Preparation): void {
    this.#preparations.set(stage + factorKey(factor), preparation);
  }
}
