/**
 * The `fetch` wrapper for workers: it asks by a page. One file without `import()`, which service workers do not have.
 * `docs/workers.md` has all of it.
 */
import { askPages } from './bridge/ask-pages.js';
import { pageBehind, pagesOfWorker } from './bridge/pages.js';
import type { Reverify } from './intercept/gate.js';
import type { WithReverificationOptions } from './intercept/call-options.js';
import { limited } from './intercept/limited-fetch.js';
import type { ReverifyingFetchOptions } from './intercept/limited-fetch.js';
import { createReverifyingFetch as createWithInterface } from './intercept/reverifying-fetch.js';
import { withReverification as wrapWithInterface } from './intercept/with-reverification.js';
import type { Verified } from './intercept/with-reverification.js';

/**
 * Asks the user by a page that answers this worker: of several, the one they see. Rejects as the page's dialog does, and
 * with `reverification_unavailable` where there is no page that answers.
 */
export const askPage: Reverify = /* @__PURE__ */ askPages(/* @__PURE__ */ pagesOfWorker());

/** The same by the page at the other end of a port, for workers whose own messages are the application's. */
export const askPageThrough = (port: MessagePort): Reverify => askPages(pageBehind(port));

/**
 * Makes a `fetch` that asks the user, by a page, to verify when an API refuses, and then sends the request again.
 *
 * @throws TypeError naming the option that is wrong.
 */
export const createReverifyingFetch = (options: ReverifyingFetchOptions = {}): typeof globalThis.fetch =>
  createWithInterface(limited(options), askPage);

/** `fetch`, with a page's `<reverify-dialog>` between a refusal and its replay. */
export const reverifyingFetch: typeof globalThis.fetch = /* @__PURE__ */ createReverifyingFetch();

/** Wraps a function that may be refused: as in `reverify-dialog/fetch`. */
export const withReverification = <This, Arguments extends unknown[], Result>(
  fn: (this: This, ...args: Arguments) => Result,
  options: WithReverificationOptions<Arguments> = {},
): ((this: This, ...args: Arguments) => Promise<Verified<Result>>) => wrapWithInterface(fn, options, askPage);

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
  ReverificationRequirement,
} from './protocol/reverification.js';
