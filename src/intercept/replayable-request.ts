import { isJsonObject } from '../protocol/json.js';
import { isOneShot, recordBody } from './recorded-body.js';
import type { OneShotBody } from './recorded-body.js';
import { copyInit, copyUrl } from './snapshot.js';

export type FetchArguments = Parameters<typeof globalThis.fetch>;

/** A call of `fetch` that can be made again as it was, whatever its caller does to its arguments meanwhile. */
export interface ReplayableRequest {
  /** As it was made, to be looked at: a body that can be read only once may be read already. */
  readonly call?: FetchArguments;
  /** What to send first in place of the caller's own arguments, where one of those can be read only once. */
  readonly first?: FetchArguments | undefined;
  /** What to send next, if not the call: nothing where the one-shot body was too large to remember. */
  readonly again?: () => FetchArguments | undefined;
  /** The answer is known: frees what was kept. */
  readonly release?: (() => unknown) | null | undefined;
}

export const isRequest = (input: unknown): input is Request => isJsonObject(input) && 'clone' in input;

/** The caller's signal, by the rules of `new Request(input, init)`: `null` takes a `Request`'s signal away. */
export function signalOf(input: RequestInfo | URL, init?: RequestInit): AbortSignal | null | undefined {
  try {
    return init?.signal === undefined && isRequest(input) ? input.signal : init?.signal;
  } catch {
    // A getter's error is for `fetch` to reject with.
    return undefined;
  }
}

/**
 * Makes a call of `fetch` repeatable.
 *
 * @param maxBytes how much to keep of a one-shot body.
 */
export function replayable(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  maxBytes: number,
): ReplayableRequest {
  try {
    return copyCall(input, init, maxBytes);
  } catch {
    // What cannot be copied can hardly be sent: `fetch` is about to reject, and knows best how to say so.
    return {};
  }
}

function copyCall(input: RequestInfo | URL, init: RequestInit | undefined, maxBytes: number): ReplayableRequest {
  const body: unknown = init?.body ?? undefined;
  const copy = init && copyInit(init);
  const call: FetchArguments = [isRequest(input) ? input : copyUrl(input), copy];
  const first = isIterator(init?.headers) ? call : undefined;
  if (isRequest(input)) {
    if (!copy || body === undefined) return { first, ...copyRequest(input, copy, maxBytes) };
    copy.headers ??= new Headers(input.headers);
  }
  return isOneShot(body)
    ? recorded(call, body, maxBytes, signalOf(input, init), (body) => [call[0], Object.assign({}, copy, { body })])
    : { call, first };
}

/** Headers that can be read only once. */
const isIterator = (headers: unknown): boolean => isJsonObject(headers) && 'next' in headers;

function recorded(
  call: FetchArguments,
  body: OneShotBody,
  maxBytes: number,
  signal: AbortSignal | null | undefined,
  callWith: (body: OneShotBody) => FetchArguments,
): ReplayableRequest {
  const { open, release } = recordBody(body, maxBytes, signal);
  const send = () => {
    const whole = open();
    return whole && callWith(whole);
  };
  return { call, first: send(), again: send, release };
}

/** Any member that a request is given takes its referrer away, unless that is given too. */
export function withReferrer(request: Request, init: object): FetchArguments {
  const { referrer, referrerPolicy } = request;
  return [request, { ...init, referrer, referrerPolicy }];
}

function copyRequest(request: Request, init: RequestInit | undefined, maxBytes: number): ReplayableRequest {
  const signal = signalOf(request, init);
  // What `fetch` would make of both: only the platform knows which members of an init it knows. In Node a clone does not
  // follow its signal once the garbage was collected.
  const call = (merged: Request, more: object) => withReferrer(merged, { ...init, signal, ...more });
  // Only engines that can send streams have `duplex`. In the others `body` is better left alone: Firefox has none, and in
  // WebKit a form with files can no longer be sent once its `body` was looked at.
  const body = 'duplex' in request ? request.body : undefined;
  if (body && isPagesOwn(body, request)) {
    const taken = new Request(request, init);
    return recorded([taken, init], taken.body ?? body, maxBytes, signal, (again) =>
      call(taken, { duplex: 'half', body: again }),
    );
  }
  const headers = init?.headers ?? new Headers(request.headers);
  // Engines share the bytes with a clone, and files stay where they are.
  const kept = body === null ? undefined : request.clone();
  return {
    call: [request, { ...init, headers }],
    again: () => call(new Request(kept?.clone() ?? request, init), { headers }),
    // Node buffers for a clone what the original reads, until the clone says that it does not want it.
    release: body && (() => void kept?.body?.cancel().catch(() => undefined)),
  };
}

/**
 * Whether a request was made from a stream of the page's own. No property says so, but the constructor of `Request`
 * refuses mode `no-cors` to such a body (WHATWG Fetch, `new Request(input, init)`, "source is null") before it refuses one
 * that is locked: while it is locked, nothing is consumed, and only the reasons differ.
 */
function isPagesOwn(body: ReadableStream, request: Request): boolean {
  const reader = body.getReader();
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
