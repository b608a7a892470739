import { isFactorVerificationAge, satisfiesReverification } from '../protocol/reverification.js';
import type { SessionInfo, Verification } from '../protocol/verification.js';
import { createExchange, isError } from '../verification/exchange.js';
import type { Outcome } from '../verification/exchange.js';
import type { Verifier } from '../verification/verifier.js';
import type { Prompt } from './prompt.js';

/**
 * Whether a success elsewhere can answer this prompt. One action is approved in one place. And only a session that was
 * not fresh enough when the user was first asked proves something by being so now: an API that has refused one as fresh
 * as that would refuse it again, and the user would never be asked.
 *
 * @param before the session as the server first told of it.
 */
export const canBeAnsweredElsewhere = (prompt: Prompt, { id, factorVerificationAge }: SessionInfo): boolean =>
  !prompt.options.action &&
  id !== undefined &&
  isFactorVerificationAge(factorVerificationAge) &&
  !satisfiesReverification(factorVerificationAge, prompt);

/**
 * Asks the server what has become of the session meanwhile.
 *
 * @param verification as it stands here.
 * @param before the session as the server first told of it.
 * @returns the verification as complete if the same session has become fresh enough; the error `session_changed` if it is
 * over, or another one; nothing if all is as it was, or nobody knows.
 */
export async function lookElsewhere(
  verifier: Verifier,
  prompt: Prompt,
  verification: Verification,
  before: SessionInfo,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const exchange = createExchange(Date.now);
  await exchange(signal, () => Promise.resolve(verification));
  const outcome = await exchange(signal, async (options) => {
    const session = (await verifier.session?.(options)) ?? before;
    return { ...verification, status: 'complete', session };
  });
  if (isError(outcome)) return outcome.code === 'session_changed' ? outcome : undefined;
  const { id, factorVerificationAge } = outcome.session;
  const isAnswer = id === before.id && satisfiesReverification(factorVerificationAge, prompt);
  return isAnswer && canBeAnsweredElsewhere(prompt, before) ? outcome : undefined;
}
