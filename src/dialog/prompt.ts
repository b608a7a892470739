import { ReverificationError } from '../errors.js';
import type { ChallengeAction } from '../protocol/challenge.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { Verification } from '../protocol/verification.js';

export interface VerifyOptions {
  /** Lets this caller leave; the dialog closes when the last one has left. */
  signal?: AbortSignal | undefined;
  /** Why the user is asked, shown as text under the heading. */
  reason?: string | undefined;
  /** The action to approve, from the challenge. */
  action?: ChallengeAction | undefined;
}

/** How a prompt ends: verified, or why not. */
export type Outcome = Verification | ReverificationError;

/** One question to the user, and everyone who waits for its answer. */
export class Prompt {
  readonly #callers = new Set<(outcome: Outcome) => void>();
  isSettled = false;
  /** How old a verification may be that answers all callers. Minutes. */
  afterMinutes = Infinity;

  constructor(
    readonly level: ReverificationLevel,
    readonly options: VerifyOptions,
    private readonly onAbandoned: (prompt: Prompt) => void,
  ) {}

  /**
   * Whether the answer to this prompt is also one to a request for `level`, or for approval of `action`. There will be
   * none where nobody waits for it any more: the dialog is closing.
   */
  covers(level: ReverificationLevel, action: ChallengeAction | undefined): boolean {
    const isStrictEnough = this.level === level || this.level === 'multi_factor';
    return this.#callers.size > 0 && isStrictEnough && (!action || action.id === this.options.action?.id);
  }

  /** Waits for the outcome, or until `signal` aborts: then this caller alone is cancelled. */
  join(afterMinutes: number, signal: AbortSignal | undefined): Promise<Verification> {
    this.afterMinutes = Math.min(this.afterMinutes, afterMinutes);
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) => {
        signal?.removeEventListener('abort', leave);
        this.#callers.delete(settle);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const leave = () => {
        settle(cancelled(signal?.reason));
        if (this.#callers.size === 0) this.onAbandoned(this);
      };
      this.#callers.add(settle);
      signal?.addEventListener('abort', leave);
    });
  }

  settle(outcome: Outcome): void {
    this.isSettled = true;
    for (const settle of this.#callers) settle(outcome);
  }
}

export const cancelled = (cause?: unknown) =>
  new ReverificationError('reverification_cancelled', 'The verification was cancelled.', { cause });
