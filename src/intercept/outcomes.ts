import { ReverificationError, isReverificationFailure } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import { isJsonObject } from '../protocol/json.js';
import { isFactorVerificationAge, isFresh } from '../protocol/reverification.js';
import type { FactorVerificationAge } from '../protocol/reverification.js';
import { unlessBlocked } from '../protocol/unless-blocked.js';
import { covers, isAsStrict, isOtherAction } from './coverage.js';
import type { Gate, Outcome } from './gate.js';

const MAX_OUTCOMES = 20;

/**
 * For how long a "no" is also the answer to the refusals that come after it, of what was sent before it. Milliseconds.
 * What takes longer than this is no straggler of the same moment but work of its own (an upload, a report): the user is
 * asked again rather than have it fail for a dialog that they closed long ago.
 */
const STRAGGLER = 10_000;

/** Remembers how the prompt for `challenge` ended. */
export function record(gate: Gate, challenge: Challenge, result: PromiseSettledResult<unknown>): Outcome {
  const end = result.status === 'fulfilled' ? { ages: agesIn(result.value) } : { error: failureOf(result.reason) };
  const outcome = { epoch: ++gate.epoch, at: Date.now(), challenge, ...end };
  gate.outcomes = [...(gate.outcomes ?? []).slice(1 - MAX_OUTCOMES), outcome];
  if (outcome.error?.code === 'session_changed') gate.sessionChange = outcome;
  return outcome;
}

/** Whether an outcome is also the answer to `wanted`, for what was sent before it. */
export function answers({ challenge: asked, error, ages }: Outcome, wanted: Challenge): boolean {
  if (error?.code === 'session_changed') return true;
  if (isOtherAction(asked, wanted)) return false;
  // A "no" is one to be verified at all, but who has no second factor may still have a first one.
  if (error)
    return error.code !== 'reverification_unavailable' || isAsStrict(asked, wanted) || isAsStrict(wanted, asked);
  return covers(asked, wanted) || (ages !== undefined && isFresh(ages, wanted));
}

/** The outcome that answers a refusal of what was sent at the epoch `sentAt`; a success, if there was one. */
export function outcomeFor(gate: Gate, challenge: Challenge, sentAt: number): Outcome | undefined {
  const { outcomes = [] } = gate;
  const answering = outcomes.filter((outcome) => sentAt < outcome.epoch && answers(outcome, challenge));
  const isRecent = ({ at }: Outcome) => Date.now() - at < STRAGGLER;
  return sessionChangeSince(gate, sentAt) ?? answering.find(({ error }) => !error) ?? answering.filter(isRecent).at(-1);
}

/** What was sent, or was to be sent, at the epoch `sentAt` belongs to another session if there is one. */
export const sessionChangeSince = ({ sessionChange }: Gate, sentAt: number): Outcome | undefined =>
  sessionChange && sentAt < sessionChange.epoch ? sessionChange : undefined;

/** What the application resolved with may be anything, the window of another origin too. */
const agesIn = (result: unknown): FactorVerificationAge | undefined =>
  unlessBlocked(() => {
    const session = isJsonObject(result) ? result['session'] : undefined;
    const ages = isJsonObject(session) ? session['factorVerificationAge'] : undefined;
    return isFactorVerificationAge(ages) ? ages : undefined;
  });

const failureOf = (error: unknown) =>
  isReverificationFailure(error)
    ? error
    : new ReverificationError('reverification_failed', 'The verification could not be carried out: see cause', {
        cause: error,
      });
