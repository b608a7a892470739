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

/**
 * Makes calls to the verifier. An answer about another session, or another user, than the answers before it is the error
 * `session_changed`; what an answer does not tell is taken to be the same.
 */
export function createExchange(now: () => number) {
  const known: (string | undefined)[] = [];

  function checked(verification: Verification): Outcome {
    const { id, publicUserData } = verification.session;
    const isOther = [id, publicUserData.identifier].some(
      (name, index) => name !== undefined && name !== (known[index] ??= name),
    );
    return isOther ? dialogError('session_changed', verification) : verification;
  }

  return (signal: AbortSignal, call: Call, strategy?: Strategy): Promise<Outcome> =>
    unlessAborted(signal, () => call({ signal })).then(checked, (cause: unknown) =>
      flowErrorOf(cause, now(), strategy),
    );
}
