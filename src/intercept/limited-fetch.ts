import { isRequest, signalOf, withReferrer } from './replayable-request.js';
import type { FetchArguments } from './replayable-request.js';
import type { ReverifyingFetchOptions as Options } from './fetch-options.js';
import { copyInit } from './snapshot.js';
import { untilAborted } from './until-aborted.js';

export interface ReverifyingFetchOptions extends Options {
  /**
   * How long each sending may take, to the end of its answer; then it, or the reading of its answer, rejects with a
   * `TimeoutError`. Milliseconds. The user's time does not count, as it does for an `AbortSignal.timeout()` of the caller's.
   * Default: no limit (`Infinity`).
   */
  timeout?: number;
}

/**
 * Options with a `fetch` that keeps to the `timeout`.
 *
 * @throws TypeError for what is no number of milliseconds.
 */
export function limited({ timeout = Infinity, ...options }: ReverifyingFetchOptions): Options {
  // Longer than timers go is for ever.
  if (timeout >= 2 ** 31) return options;
  if (!(timeout > 0)) throw new TypeError(`timeout: expected more than 0, got ${timeout}`);
  const { fetch = globalThis.fetch } = options;
  return {
    ...options,
    fetch(input, init) {
      // Node takes whole numbers only.
      const limit = AbortSignal.timeout(Math.ceil(timeout));
      const own = signalOf(input, init);
      // Some engines reject with an error of their own instead of the signal's reason.
      return untilAborted(limit, fetch(...withSignal(input, init, own ? AbortSignal.any([own, limit]) : limit)));
    },
  };
}

function withSignal(input: FetchArguments[0], init: RequestInit | undefined, signal: AbortSignal): FetchArguments {
  if (!isRequest(input) || init?.body) return [input, { ...(init && copyInit(init)), signal }];
  return withReferrer(new Request(input, init), { ...init, signal });
}
