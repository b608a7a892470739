import { isRequest, signalOf } from './replayable-request.js';
import type { FetchArguments } from './replayable-request.js';
import type { ReverifyingFetchOptions as Options } from './reverifying-fetch.js';
import { copyInit } from './snapshot.js';
import { untilAborted } from './until-aborted.js';

export interface ReverifyingFetchOptions extends Options {
  /**
   * How long each sending may take, to the end of its answer; then it, or the reading of its answer, rejects with a
   * `TimeoutError`. Milliseconds. The user's time does not count, as it does for an `AbortSignal.timeout()` of the caller's.
   * Default: no limit.
   */
  timeout?: number;
}

/**
 * Options with a `fetch` that keeps to the `timeout`.
 *
 * @throws TypeError for what is no number of milliseconds.
 */
export function limited({ timeout, ...options }: ReverifyingFetchOptions): Options {
  if (timeout === undefined) return options;
  if (!(timeout > 0)) throw new TypeError(`timeout: expected more than 0, got ${timeout}`);
  const { fetch = globalThis.fetch } = options;
  return {
    ...options,
    fetch(input, init) {
      const limit = AbortSignal.timeout(timeout);
      const own = signalOf(input, init);
      // Some engines reject with an error of their own instead of the signal's reason.
      return untilAborted(limit, fetch(...withSignal(input, init, own ? AbortSignal.any([own, limit]) : limit)));
    },
  };
}

/** A member more takes a request's referrer away, unless that is given too. */
function withSignal(input: FetchArguments[0], init: RequestInit | undefined, signal: AbortSignal): FetchArguments {
  if (!isRequest(input) || init?.body) return [input, { ...(init && copyInit(init)), signal }];
  const merged = new Request(input, init);
  const { referrer, referrerPolicy } = merged;
  return [merged, { ...init, signal, referrer, referrerPolicy }];
}
