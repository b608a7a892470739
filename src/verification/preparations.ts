import type { Factor, FactorStage } from '../protocol/factors.js';
import { isPreparable } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import { factorKey, preparedAt } from './factors.js';

/** Seconds are the server's business: this is only when asking again makes sense. Milliseconds. */
const RESEND_AFTER = 30_000;
/** A deadline further off than this says that a clock is wrong. Milliseconds. */
const LONGEST_EXPIRY = 24 * 60 * 60_000;

/** What has been sent for one factor. Times are Unix milliseconds. */
export interface Preparation {
  sent: number;
  resendAt: number;
  expireAt?: number;
  /** The passkey options, until they are used. */
  nonce?: string;
}

/** Remembers what was prepared in one verification, so that switching to another factor and back sends nothing again. */
export class Preparations {
  readonly #preparations = new Map<string, Preparation>();

  constructor(private readonly now: () => number) {}

  get(stage: FactorStage, factor: Factor): Preparation | undefined {
    return this.#preparations.get(stage + factorKey(factor));
  }

  /** Whether the factor can be answered as it is. */
  isReady(stage: FactorStage, factor: Factor): boolean {
    if (!isPreparable(factor)) return true;
    const { sent = 0, resendAt = 0, expireAt = Infinity, nonce } = this.get(stage, factor) ?? {};
    const isAlive = sent > 0 && this.now() < expireAt;
    // Told to wait, asking again would only be refused again: the user may still have an earlier code.
    return factor.strategy === 'passkey' ? isAlive && nonce !== undefined : isAlive || this.now() < resendAt;
  }

  /** The server has sent a code, or made passkey options. */
  record(stage: FactorStage, factor: Factor, verification: Verification, resendAt = this.now() + RESEND_AFTER): void {
    const { expireAt, nonce } = preparedAt(verification, stage) ?? {};
    const sent = (this.get(stage, factor)?.sent ?? 0) + 1;
    this.#preparations.set(stage + factorKey(factor), {
      sent,
      resendAt,
      // A wrong clock on either side must not lock the user out: the server decides what has expired.
      ...(expireAt !== undefined && this.#isPlausible(expireAt) && { expireAt }),
      ...(nonce !== undefined && { nonce }),
    });
  }

  /** The server has sent nothing, and wants to be asked later; what it sent before still counts. */
  postpone(stage: FactorStage, factor: Factor, resendAt = this.now() + RESEND_AFTER): void {
    const preparation = this.get(stage, factor) ?? { sent: 0 };
    this.#preparations.set(stage + factorKey(factor), { ...preparation, resendAt });
  }

  /** Hands out passkey options, once: a challenge is single use. */
  takeNonce(stage: FactorStage, factor: Factor): string | undefined {
    const preparation = this.get(stage, factor);
    if (!preparation || !this.isReady(stage, factor)) return undefined;
    const { nonce } = preparation;
    delete preparation.nonce;
    return nonce;
  }

  clear(): void {
    this.#preparations.clear();
  }

  #isPlausible(expireAt: number): boolean {
    const left = expireAt - this.now();
    return left > 0 && left < LONGEST_EXPIRY;
  }
}
