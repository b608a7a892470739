import { ReverificationError } from '../errors.js';
import { isReverificationError } from '../protocol/challenge.js';
import { isJsonObject } from '../protocol/json.js';
import type { Attempt } from './answer-call.js';
import type { WithReverificationOptions } from './call-options.js';
import { loadRefused } from './challenge-readers.js';
import { endAwaiting, gateOf } from './gate.js';
import type { Reverify } from './gate.js';
import { isRefusal } from './refusal.js';

/** A result without the challenge that it might have been. */
export type Verified<Result> = Exclude<Awaited<Result>, { clerk_error: unknown }>;

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
  const { reverify = pageReverify, onNeedsReverification } = options;
  const gate = gateOf(onNeedsReverification ?? options.reverify);

  return async function (...args) {
    const call = async (): Promise<Attempt<Result>> => {
      const sentAt = gate.epoch;
      const [outcome] = await Promise.allSettled([(async () => fn.apply(this, args))()]);
      return { outcome, sentAt };
    };
    gate.underWay++;
    const first = await call();
    const refused = mayBeRefused(first.outcome) ? await loadRefused().catch(() => undefined) : undefined;
    const last = await refused?.answerCall({ ...options, gate, reverify }, args, first, call);
    if (!refused) endAwaiting(gate);
    const { outcome } = last ?? first;
    if (outcome.status === 'rejected') throw outcome.reason;
    if (isVerified(outcome.value)) return outcome.value;
    throw new ReverificationError('reverification_failed', 'Still refused', { cause: outcome.value });
  };
}

const isVerified = <Result>(result: Result): result is Exclude<Result, { clerk_error: unknown }> =>
  !isReverificationError(result);

/** Whether an outcome is worth a look: almost none is a challenge. */
const mayBeRefused = (outcome: PromiseSettledResult<unknown>): boolean =>
  outcome.status === 'rejected' ||
  isRefusal(outcome.value) ||
  (isJsonObject(outcome.value) && ('clerk_error' in outcome.value || 'errors' in outcome.value));
