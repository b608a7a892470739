/**
 * The `fetch` wrapper, without Lit: the dialog is loaded when an API first refuses. `docs/fetch.md` has all of it.
 */
import { askPage } from './ask-page.js';
import type { WithReverificationOptions } from './intercept/call-options.js';
import { limited } from './intercept/limited-fetch.js';
import type { ReverifyingFetchOptions } from './intercept/limited-fetch.js';
import { createReverifyingFetch as createWithInterface } from './intercept/reverifying-fetch.js';
import { withReverification as wrapWithInterface } from './intercept/with-reverification.js';
import type { Verified } from './intercept/with-reverification.js';

/**
 * Makes a `fetch` that asks the user to verify when an API refuses, and then sends the request again.
 *
 * @throws TypeError naming the option that is wrong.
 */
export const createReverifyingFetch = (options: ReverifyingFetchOptions = {}): typeof globalThis.fetch =>
  createWithInterface(limited(options), askPage);

/** `fetch`, with the page's `<reverify-dialog>` (made if there is none) between a refusal and its replay. */
export const reverifyingFetch: typeof globalThis.fetch = /* @__PURE__ */ createReverifyingFetch();

/** Wraps a function that may be refused, as Clerk's `useReverification` does, without React. */
export const withReverification = <This, Arguments extends unknown[], Result>(
  fn: (this: This, ...args: Arguments) => Result,
  options: WithReverificationOptions<Arguments> = {},
): ((this: This, ...args: Arguments) => Promise<Verified<Result>>) => wrapWithInterface(fn, options, askPage);

export { ensurePageVerified as ensureVerified } from './ask-page.js';
export * from './errors.js';
export { clerkChallenge, stepUpChallenge } from './intercept/challenge-readers.js';
export type { ChallengeReader } from './intercept/refusal.js';
export type { Reverify, ReverifyOptions } from './intercept/gate.js';
export type { Reason } from './intercept/reason.js';
export type { ReverifyingFetchOptions } from './intercept/limited-fetch.js';
export type { NeedsReverification, WithReverificationOptions } from './intercept/call-options.js';
export type { Verified } from './intercept/with-reverification.js';
export { isReverificationError } from './protocol/challenge.js';
export type { Challenge, ChallengeAction, ReverificationErrorBody } from './protocol/challenge.js';
export type {
  ReverificationConfig,
  ReverificationLevel,
  ReverificationPreset,
  ReverificationRequirement,
} from './protocol/reverification.js';
