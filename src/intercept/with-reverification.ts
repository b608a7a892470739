import { ReverificationError, isRequestNotReplayableError, isReverificationFailure } from '../errors.js';
import { isReverificationError } from '../protocol/challenge.js';
import type { Challenge } from '../protocol/challenge.js';
import { isJsonObject } from '../protocol/json.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import { loadRefused } from './challenge-readers.js';
import { gateOf } from './gate.js';
import type { Reverify } from './gate.js';
import { isRefusal } from './refusal.js';
import type { Reason } from './reason.js';
import type { ChallengeReader } from './refusal.js';

/** What an interface of one's own gets instead of the dialog. Call `complete` or `cancel`, once. */
export interface NeedsReverification {
  level: ReverificationLevel;
  challenge: Challenge;
  /** Why the user is asked. Plain text. */
  reason?: string | undefined;
  /** The user is verified: the function is called again. */
  complete: () => void;
  /** The user gave up: the call rejects with `reverification_cancelled`. */
  cancel: () => void;
}

export interface WithReverificationOptions<Arguments extends unknown[] = unknown[]> {
  /** Asks the user. Default: the page's `<reverify-dialog>`. */
  reverify?: Reverify;
  /** Tells the user why they are asked: a text, or a function that finds one for a refused call and its arguments. */
  reason?: Reason<[challenge: Challenge, ...args: Arguments]> | undefined;
  /** Replaces the dialog by an interface of one's own that is not a promise (a route, a store, a modal). */
  onNeedsReverification?: (needs: NeedsReverification) => void;
  /** What counts as "verify again" in a `Response`. Default: `[clerkChallenge, stepUpChallenge]`. */
  challenges?: readonly ChallengeReader[];
}

/** A result without the challenge that it might have been. */
export type Verified<Result> = Exclude<Awaited<Result>, { clerk_error: unknown }>;

const MAX_CHALLENGES = 2;

/**
 * Wraps a function that may be refused (a server action, an RPC, a client's method): when it resolves to a challenge or
 * to a `Response` that is one, or rejects with either, or with an error that carries one (in `data`, `body`, `response`,
 * `cause`, `errors`, and the like: `docs/fetch.md` lists them), the user is asked to verify and the function is called
 * again with the same arguments.
 *
 * The wrapped function rejects as `fn` does, and with a `ReverificationError`.
 *
 * @param pageReverify what asks the user where `options` do not say: the page's dialog, shared by all.
 */
export function withReverification<This, Arguments extends unknown[], Result>(
  fn: (this: This, ...args: Arguments) => Result,
  options: WithReverificationOptions<Arguments>,
  pageReverify: Reverify,
): (this: This, ...args: Arguments) => Promise<Verified<Result>> {
  const { onNeedsReverification } = options;
  const gate = gateOf(onNeedsReverification ?? options.reverify);
  const reverify = onNeedsReverification ? asking(onNeedsReverification) : (options.reverify ?? pageReverify);

  return async function (...args) {
    for (let left = MAX_CHALLENGES; ; left--) {
      const sentAt = gate.epoch;
      const [outcome] = await Promise.allSettled([new Promise<Result>((resolve) => resolve(fn.apply(this, args)))]);
      const refused = left > 0 && mayBeRefused(outcome) ? await loadRefused().catch(() => undefined) : undefined;
      const challenge = await refused?.challengeIn(outcome, options.challenges);
      if (refused && challenge) {
        const reason = refused.reasonFor(options.reason, () => [challenge, ...args]);
        await refused.passGate(gate, reverify, { challenge, sentAt, reason });
      } else if (outcome.status === 'rejected') throw outcome.reason;
      else if (isVerified(outcome.value)) return outcome.value;
      else throw new ReverificationError('reverification_failed', 'Still refused, see cause', { cause: outcome.value });
    }
  };
}

const isVerified = <Result>(result: Result): result is Exclude<Result, { clerk_error: unknown }> =>
  !isReverificationError(result);

/** Whether an outcome is worth a look: almost none is a challenge. */
function mayBeRefused(outcome: PromiseSettledResult<unknown>): boolean {
  if (outcome.status === 'fulfilled') {
    const { value } = outcome;
    return isRefusal(value) || (isJsonObject(value) && ('clerk_error' in value || 'errors' in value));
  }
  const reason: unknown = outcome.reason;
  // Our own errors are final, but for the one that asks to be called again: the function makes a new body.
  return !isReverificationFailure(reason) || (isRequestNotReplayableError(reason) && !reason.response?.redirected);
}

const asking =
  (onNeedsReverification: (needs: NeedsReverification) => void): Reverify =>
  (challenge, { reason }) =>
    new Promise<void>((complete, reject) => {
      const cancel = () => reject(new ReverificationError('reverification_cancelled', 'The user cancelled'));
      onNeedsReverification({ level: challenge.level, challenge, reason, complete, cancel });
    });
