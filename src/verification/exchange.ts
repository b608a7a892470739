import type { Strategy } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import { unlessAborted } from './abort.js';
import { dialogError, flowErrorOf } from './failures.js';
import type { FlowError } from './state.js';
import type { VerifierOptions } from './verifier.js';

/** How the verifier answered: with the verification as it now stands, or with what went wrong. */
export type Outcome = Verification | FlowError;

export const isError = (outcome: Outcome): outcome is FlowError => 'cause' in outcome;

export type Call = (options: VerifierOptions) => Promise<Verification>;

/** Makes one call to the verifier for the action that `signal` stands for; rejects once that action is over. */
export type Ask = (call: Call, signal: AbortSignal, strategy?: Strategy) => Promise<Outcome>;

/**
 * @param onSessionChanged told that the answers are about another session than the first one was, or about none; must
 *   end the action.
 */
export function createExchange(
  now: () => number,
  onSessionChanged: (error: FlowError, signal: AbortSignal) => void,
): Ask {
  let id: string | undefined;
  let identifier: string | undefined;

  function sameSession(verification: Verification): Outcome {
    const { session } = verification;
    const isChanged = differ(id, session.id) || differ(identifier, session.publicUserData.identifier);
    id ??= session.id;
    identifier ??= session.publicUserData.identifier;
    return isChanged ? dialogError('session_changed', verification) : verification;
  }

  return async (call, signal, strategy) => {
    signal.throwIfAborted();
    const answer = (async () => sameSession(await call({ signal })))();
    const outcome = await unlessAborted(answer, signal).catch((cause: unknown) => flowErrorOf(cause, now(), strategy));
    // Aborted meanwhile: whatever came, it came too late.
    signal.throwIfAborted();
    if (isError(outcome) && outcome.code === 'session_changed') onSessionChanged(outcome, signal);
    signal.throwIfAborted();
    return outcome;
  };
}

/** Whether two names, as far as both are known, are not the same. */
const differ = (one: string | undefined, other: string | undefined) =>
  one !== undefined && other !== undefined && one !== other;
