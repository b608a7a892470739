import type { Challenge } from '../protocol/challenge.js';

/** Whether who is verified to the level of `asked` is also verified to that of `wanted`. */
export const isAsStrict = (asked: Challenge, wanted: Challenge): boolean =>
  asked.level === wanted.level || asked.level === 'multi_factor';

/** Whether `wanted` is about an action that the user was not shown when they answered `asked`. */
export function isOtherAction(asked: Challenge, wanted: Challenge): boolean {
  const id = wanted.action?.id;
  return id !== undefined && id !== asked.action?.id;
}

/** Whether a verification that was asked for by `asked` is one that `wanted` asks for. */
export const covers = (asked: Challenge, wanted: Challenge): boolean =>
  isAsStrict(asked, wanted) && !isOtherAction(asked, wanted);

/**
 * The one question whose answer is an answer to all of `challenges`, but for those about further actions: each of them is
 * shown and approved on its own.
 *
 * A first and a second factor together are both factors: the same proofs in one dialog of two steps instead of two dialogs.
 */
export const together = (challenges: readonly [Challenge, ...Challenge[]]): Challenge =>
  challenges.reduce((asked, wanted) => {
    if (asked.action && isOtherAction(asked, wanted)) return asked;
    const action = asked.action ?? wanted.action;
    const stricter = isAsStrict(asked, wanted) ? asked : wanted;
    const level = isAsStrict(stricter, asked) ? stricter.level : 'multi_factor';
    const { afterMinutes } = wanted.afterMinutes < asked.afterMinutes ? wanted : asked;
    return { ...stricter, level, afterMinutes, ...(action && { action }) };
  });
