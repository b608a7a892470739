import type { Challenge } from '../protocol/challenge.js';
import { loadRefused } from './challenge-readers.js';
import { endAwaiting, gateOf } from './gate.js';
import type { Reverify } from './gate.js';
import type { Reason } from './reason.js';
import { beginSending, endSending } from './outermost.js';
import { isRefusal } from './refusal.js';
import type { ChallengeReader } from './refusal.js';
import { replayable, signalOf } from './replayable-request.js';
import type { FetchArguments } from './replayable-request.js';
import { untilAborted } from './until-aborted.js';

export interface ReverifyingFetchOptions {
  /** What really sends. Default: the `fetch` that is global when the wrapper is made. */
  fetch?: typeof globalThis.fetch;
  /** Asks the user. Default: the page's `<reverify-dialog>`. */
  reverify?: Reverify;
  /**
   * Tells the user why they are asked: a text, or a function that finds one for a refused request (it must not read its
   * body). The dialog shows the reason of the request that opened it.
   */
  reason?: Reason<[request: Request, challenge: Challenge]> | undefined;
  /** What counts as "verify again". Default: `[clerkChallenge, stepUpChallenge]`. */
  challenges?: readonly ChallengeReader[];
  /**
   * Changes a request before it is sent again (a fresh `Authorization` header, say). What it throws, the caller of
   * `fetch` gets.
   */
  prepareReplay?: (request: Request) => Request | Promise<Request>;
  /**
   * Which of the refused requests are sent again once the user verified: all (the default), only the one whose refusal
   * opened the dialog, or those for which a function says so (it must not read their body; a stream, and the body of a
   * `Request`, it does not get; what it throws is reported, and means no). Others get their refusal.
   */
  replay?: 'all' | 'owner' | ((request: Request) => boolean);
  /**
   * Whether to send again, from its start, also what changes something and was refused where the API had redirected it to.
   * Only for an API whose redirects all keep the method (status 307 and 308), so that nothing was done yet. Default: no,
   * unless it has an `Idempotency-Key`; its caller gets `request_not_replayable` after the user verified.
   */
  replayRedirected?: boolean;
  /** When the user cancels: reject with `reverification_cancelled` (the default), or resolve with the refusal. */
  onCancel?: 'reject' | 'respond';
  /**
   * When the user could not be verified (no usable factor, service down, session changed): reject with that error (the
   * default), or resolve with the refusal.
   */
  onFailure?: 'reject' | 'respond';
  /**
   * How many bytes to keep of a body that can be read only once (a stream), so that it can be sent again. Default:
   * 16 MiB. Of a longer one the caller gets `request_not_replayable` after the user verified. `Infinity`: all.
   */
  maxReplayBytes?: number;
}

/**
 * A `fetch` that, when the API refuses with a challenge, asks the user to verify and sends the request again. Whatever is
 * not refused comes out as from the `fetch` below.
 *
 * Rejects as that `fetch` does, and with a `ReverificationError`: cancelled, unavailable, failed, not replayable.
 *
 * @param pageReverify what asks the user where `options.reverify` does not say: the page's dialog, shared by all.
 * @throws TypeError for a `maxReplayBytes` that is no number of bytes.
 */
export function createReverifyingFetch(
  { fetch: inner = globalThis.fetch, maxReplayBytes = 16 * 2 ** 20, ...options }: ReverifyingFetchOptions,
  pageReverify: Reverify,
): typeof globalThis.fetch {
  const send: typeof inner = (...call) => {
    const count: number = call.length;
    const outer = beginSending();
    try {
      // Engines do not make an array that only we look into: making it takes longer than all that we add to a call.
      return count === 1 ? inner(call[0]) : count === 2 ? inner(call[0], call[1]) : inner(...call);
    } finally {
      endSending(outer);
    }
  };
  if (!(maxReplayBytes >= 0)) throw new TypeError(`maxReplayBytes: expected 0 or more, got ${maxReplayBytes}`);
  const gate = gateOf(options.reverify);
  const policy = { ...options, reverify: options.reverify ?? pageReverify, send, gate };

  // A method, for its name survives minification; a rest parameter, for `fetch()` is not `fetch(undefined)`.
  const wrapper = {
    fetch(this: void, ...call: FetchArguments): Promise<Response> {
      const input = call[0];
      const init = call[1];
      const signal = signalOf(input, init);
      if (signal?.aborted) return send(...call);
      const request = replayable(input, init, maxReplayBytes);
      const sentAt = gate.epoch;
      const sent = request.first ? send(...request.first) : send(...call);
      const done = <Result>(result: Result): Result => {
        endAwaiting(gate);
        request.release?.();
        return result;
      };
      gate.underWay++;
      return Promise.resolve(sent).then(
        (response) => {
          if (!isRefusal(response)) return done(response);
          const answered = loadRefused().then(
            ({ answer }) => answer(policy, { request, signal, sentAt }, response),
            // Not loaded, or not in time: better the refusal than nothing.
            () => done(response),
          );
          return untilAborted(signal, answered).finally(request.release);
        },
        (error: unknown) => {
          throw done(error);
        },
      );
    },
  };
  return Object.defineProperty(wrapper.fetch, 'length', { value: 1 });
}
