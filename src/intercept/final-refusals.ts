import { isRequestNotReplayableError, isReverificationFailure } from '../errors.js';
import { ofPage } from './of-page.js';

const finalRefusals = () => ofPage('final-refusals', () => new WeakSet<Response>());

/** Says that the user has been asked for the sake of this refusal, so that no wrapper further out asks again. */
export function makeFinal(refusal: Response): void {
  finalRefusals().add(refusal);
}

/** Whether a wrapper further in has said of a refusal that it is the end. */
export const isFinalRefusal = (refusal: Response): boolean => finalRefusals().has(refusal);

/** Our own errors are final, but for the one that asks to be called again: then the function makes a new body. */
export const isFinalError = (error: unknown): boolean =>
  isReverificationFailure(error) && !(isRequestNotReplayableError(error) && !error.response?.redirected);
