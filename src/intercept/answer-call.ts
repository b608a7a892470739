import { ReverificationError } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import type { NeedsReverification, WithReverificationOptions } from './call-options.js';
import { challengeIn } from './challenge-in.js';
import { awaiting } from './gate.js';
import type { Gate, Reverify } from './gate.js';
import { passGate } from './pass-gate.js';
import { reasonFor } from './reason.js';

/** How a function's refusals are dealt with: its options, filled in. */
export interface CallPolicy<Arguments extends unknown[]> extends WithReverificationOptions<Arguments> {
  readonly gate: Gate;
  readonly reverify: Reverify;
}

/** One call of a function that may be refused. */
export interface Attempt<Result> {
  readonly outcome: PromiseSettledResult<Awaited<Result>>;
  /** The gate's epoch when it was called. */
  readonly sentAt: number;
}

const MAX_CHALLENGES = 2;

/**
 * What a call comes to in the end. While its outcome is a challenge, or carries one, the user is asked and the function
 * called again. Ends that its outcome is awaited.
 */
export async function answerCall<Arguments extends unknown[], Result>(
  policy: CallPolicy<Arguments>,
  args: Arguments,
  attempt: Attempt<Result>,
  callAgain: () => Promise<Attempt<Result>>,
): Promise<Attempt<Result>> {
  const { gate, onNeedsReverification } = policy;
  const setAwaited = awaiting(gate, true);
  const reverify = onNeedsReverification ? asking(onNeedsReverification) : policy.reverify;
  for (let left = MAX_CHALLENGES; left > 0; left--) {
    const challenge: Challenge | undefined = await challengeIn(attempt.outcome, policy.challenges);
    if (!challenge) break;
    const reason = reasonFor(policy.reason, () => [challenge, ...args]);
    await passGate(gate, reverify, { challenge, sentAt: attempt.sentAt, reason, setAwaited });
    setAwaited(true);
    attempt = await callAgain();
  }
  setAwaited(false);
  return attempt;
}

const asking =
  (onNeedsReverification: (needs: NeedsReverification) => void): Reverify =>
  (challenge, { reason }) =>
    new Promise<void>((complete, reject) => {
      const cancel = () => reject(new ReverificationError('reverification_cancelled', 'The user cancelled'));
      onNeedsReverification({ level: challenge.level, challenge, reason, complete, cancel });
    });
