import { loadRefused } from './challenge-readers.js';
import type { ReverifyingFetchOptions } from './fetch-options.js';
import { endAwaiting, gateOf } from './gate.js';
import type { Reverify } from './gate.js';
import type { AnswerFilter } from './interception.js';
import { beginSending, endSending } from './outermost.js';
import { isRefusal } from './refusal.js';
import { replayable, signalOf } from './replayable-request.js';
import type { FetchArguments } from './replayable-request.js';
import { untilAborted } from './until-aborted.js';

/**
 * A `fetch` that, when the API refuses with a challenge, asks the user to verify and sends the request again. Whatever is
 * not refused comes out as from the `fetch` below.
 *
 * Rejects as that `fetch` does, and with a `ReverificationError`: cancelled, unavailable, failed, not replayable.
 *
 * @param options with a filter, a refusal that it does not let through is the caller's.
 * @param pageReverify what asks the user where `options.reverify` does not say: the page's dialog, shared by all.
 * @throws TypeError for a `maxReplayBytes` that is no number of bytes.
 */
export function createReverifyingFetch(
  {
    fetch: inner = globalThis.fetch,
    maxReplayBytes = 16 * 2 ** 20,
    ...options
  }: ReverifyingFetchOptions & Partial<AnswerFilter>,
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
