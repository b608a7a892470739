import { isOneShot } from './recorded-body.js';
import { isRequest } from './replayable-request.js';
import type { FetchArguments } from './replayable-request.js';

/** What a call of `fetch` says about itself. */
interface Description {
  readonly method: string;
  readonly headers: Headers;
}

const NAMES = [
  ...['method', 'headers', 'mode', 'credentials', 'cache', 'redirect', 'referrer', 'referrerPolicy'],
  ...['integrity', 'keepalive', 'signal'],
] as const;

/** A call's method and headers. */
export function describe([input, init = {}]: FetchArguments): Description {
  const said = isRequest(input) ? input : undefined;
  const headers = new Headers(init.headers ?? said?.headers);
  return { method: (init.method ?? said?.method ?? 'GET').toUpperCase(), headers };
}

/**
 * A call as a `Request` to look at. A body that can be read only once is left out: it is neither opened nor copied, since
 * the call may not be made again.
 */
export function requestOf(call: FetchArguments): Request {
  const [input, init] = call;
  if (!isRequest(input) && !isOneShot(init?.body)) return new Request(input, init);
  const said = isRequest(input) ? Object.fromEntries(NAMES.map((name) => [name, input[name]])) : {};
  // What a browser makes of a navigation that is sent by `fetch`: a `Request` of that mode cannot be made.
  if (said['mode'] === 'navigate') said['mode'] = 'same-origin';
  return new Request(isRequest(input) ? input.url : input, { ...said, ...init, ...describe(call), body: null });
}

/**
 * Whether a request only fetches ahead what the user may want later: nobody is to be asked for it. The names are those that
 * browsers (`Sec-Purpose`, `Purpose`, `X-Moz`, `X-Purpose`) and libraries (Turbo, htmx's preload, Next.js) use.
 */
export function isPrefetch(headers: Headers): boolean {
  const purposes = ['Sec-Purpose', 'X-Sec-Purpose', 'Purpose', 'X-Purpose', 'X-Moz'].map((name) => headers.get(name));
  return (
    purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose ?? '')) ||
    ['HX-Preloaded', 'Next-Router-Prefetch'].some((name) => headers.has(name))
  );
}

/**
 * Whether a request whose refusal came from where it was redirected to may be made again from the start. A redirect can have
 * been the answer to what was done (303, and for POST also 301 and 302), and no property of a response tells it from one that
 * passed everything on (307, 308). So not what changes something, unless it carries the key by which an API knows it again.
 */
export const isRepeatable = ({ method, headers }: Description): boolean =>
  /^(GET|HEAD|OPTIONS|TRACE)$/.test(method) || headers.has('Idempotency-Key');
