import { isOneShot, recordBody } from './recorded-body.js';
import type { OneShotBody } from './recorded-body.js';
import { copyInit, copyUrl } from './snapshot.js';

export type FetchArguments = Parameters<typeof globalThis.fetch>;

/** A call of `fetch` that can be made again as it was, whatever its caller does to its arguments meanwhile. */
export interface ReplayableRequest {
  /** What to send first in place of the caller's own arguments, where one of those can be read only once. */
  readonly first?: FetchArguments | undefined;
  /** What to send next; nothing where the one-shot body was too large to remember. */
  readonly again: () => FetchArguments | undefined;
  /** The answer is known: frees what was kept. */
  readonly release?: () => unknown;
}

const isRequest = (input: RequestInfo | URL): input is Request => typeof input === 'object' && 'clone' in input;

/** The caller's signal, by the rules of `new Request(input, init)`: `null` takes a `Request`'s signal away. */
export const signalOf = (input: RequestInfo | URL, init?: RequestInit): AbortSignal | null | undefined =>
  init?.signal === undefined && isRequest(input) ? input.signal : init?.signal;

/**
 * Makes a call of `fetch` repeatable.
 *
 * @param maxBytes how much to keep of a one-shot body.
 * @returns `undefined` where `fetch` is about to reject: what cannot be copied cannot be sent either, and it knows best
 *   how to say so.
 */
export function replayable(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  maxBytes: number,
): ReplayableRequest | undefined {
  try {
    const body: unknown = init?.body ?? undefined;
    if (isOneShot(body)) return recorded(input, body, init, maxBytes);
    if (body === undefined && isRequest(input) && mayHaveBody(input)) {
      return isMadeFromStream(input)
        ? recorded(input, input.body, streamInit(input, init), maxBytes)
        : cloned(input, init);
    }
    const again = copyOf(input, init);
    return { first: isIterator(init?.headers) ? again : undefined, again: () => again };
  } catch {
    return undefined;
  }
}

const copyOf = (input: RequestInfo | URL, init: RequestInit | undefined): FetchArguments => [
  isRequest(input) ? input : copyUrl(input),
  init && copyInit(init),
];

// Only engines that can send streams have `Request.duplex`. In the others `Request.body` is better left alone: Firefox has
// none, and in WebKit a form with files can no longer be sent once its `body` was looked at.
const canBeStream = (request: Request): boolean => 'duplex' in request;

const mayHaveBody = (request: Request): boolean =>
  canBeStream(request) ? request.body !== null : !/^(GET|HEAD)$/.test(request.method);

/** Headers that can be read only once. */
const isIterator = (headers: unknown): boolean => typeof headers === 'object' && headers !== null && 'next' in headers;

function recorded(
  input: RequestInfo | URL,
  body: OneShotBody,
  init: RequestInit | undefined,
  maxBytes: number,
): ReplayableRequest {
  const recording = recordBody(body, maxBytes, signalOf(input, init));
  const [target, copy] = copyOf(input, init);
  const send = (): FetchArguments => [target, Object.assign({}, copy, { body: recording.open() })];
  return {
    first: send(),
    again: () => (recording.isReplayable() ? send() : undefined),
    release: recording.release,
  };
}

/**
 * Where the body of a `Request` is not a stream of the page's own, engines share the bytes with a clone, and files stay
 * where they are.
 */
function cloned(request: Request, init: RequestInit | undefined): ReplayableRequest {
  const kept = request.clone();
  const copy = init && copyInit(init);
  return {
    again: () => [kept.clone(), copy],
    // Node buffers for a clone what the original reads, until the clone says that it does not want it.
    release: () => canBeStream(kept) && void kept.body?.cancel().catch(() => undefined),
  };
}

/**
 * Whether a request was made from a stream, which only some engines can send. No property says so, but the constructor
 * of `Request` refuses mode `no-cors` to such a body (WHATWG Fetch, `new Request(input, init)`, "source is null") before
 * it refuses one that is locked: while it is locked, nothing is consumed, and only the reasons differ.
 */
function isMadeFromStream(request: Request): request is Request & { body: ReadableStream } {
  if (!canBeStream(request) || !request.body) return false;
  const reader = request.body.getReader();
  const refusal = (mode: RequestMode) => {
    try {
      return new Request(request, { method: 'POST', mode });
    } catch (error) {
      return String(error);
    }
  };
  const isStream = refusal('no-cors') !== refusal('cors');
  reader.releaseLock();
  return isStream;
}

/** What hands a request's stream over as init: any member of an init resets the referrer, unless it is given too. */
const streamInit = ({ referrer, referrerPolicy }: Request, init: RequestInit | undefined): RequestInit =>
  Object.assign({ duplex: 'half' }, init ?? { referrer, referrerPolicy });
