import { isRequestNotReplayableError, isReverificationFailure } from '../errors.js';

const FINAL = Symbol.for('reverify-dialog.final-refusals');

interface Page extends Pick<typeof globalThis, 'fetch'> {
  [FINAL]?: WeakSet<Response>;
}

/** One for all copies of this package on a page. */
function ofPage(page: Page): WeakSet<Response> {
  const refusals = page[FINAL] ?? new WeakSet();
  page[FINAL] = refusals;
  return refusals;
}

/** Says that the user has been asked for the sake of this refusal, so that no wrapper further out asks again. */
export function makeFinal(refusal: Response): void {
  ofPage(globalThis).add(refusal);
}

/** Whether a wrapper further in has said of a refusal that it is the end. */
export const isFinalRefusal = (refusal: Response): boolean => ofPage(globalThis).has(refusal);

/** Our own errors are final, but for the one that asks to be called again: then the function makes a new body. */
export const isFinalError = (error: unknown): boolean =>
  isReverificationFailure(error) && !(isRequestNotReplayableError(error) && !error.response?.redirected);
