import { parseApiError } from '../protocol/api-error.js';
import { serializeAnswer, serializePreparation } from '../protocol/factors.js';
import type { JsonObject } from '../protocol/json.js';
import { parseSessionResponse, parseVerification, VerificationFormatError } from '../protocol/verification.js';
import { withDeadline } from './abort.js';
import type { Verifier, VerifierOptions } from './verifier.js';

export interface HttpVerifierOptions {
  /** Where the verification API is; relative to the page. Default: `/reverification`. */
  endpoint?: string | URL;
  /** What sends. Default: `globalThis.fetch`, as it is at each call. */
  fetch?: typeof globalThis.fetch;
  /** Sent with every request, an `Authorization` for instance. A function is asked each time. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Default: `same-origin`. */
  credentials?: RequestCredentials;
  /** How long an answer may take, in milliseconds. Default: 30,000. */
  timeout?: number;
}

/**
 * A verifier that speaks the HTTP API of `docs/api.md`, as `reverify-dialog/server` serves it.
 *
 * Its calls reject with a `VerificationApiError` for what the server said, a `VerificationFormatError` for an answer that
 * is not the API's (a redirect to a login page, say), a `TimeoutError`, or whatever `fetch` rejected with.
 */
export function createHttpVerifier(options: HttpVerifierOptions = {}): Required<Omit<Verifier, 'activate'>> {
  const post = (path: string, body: JsonObject, { signal }: VerifierOptions) =>
    exchange(options, `/verify${path}`, { method: 'POST', body: JSON.stringify(body), signal }).then(parseVerification);
  return {
    start: ({ level, actionId }, call) =>
      post('', { level, ...(actionId !== undefined && { action_id: actionId }) }, call),
    prepare: (stage, factor, call) => post(`/prepare_${stage}_factor`, serializePreparation(factor), call),
    attempt: (stage, answer, call) => post(`/attempt_${stage}_factor`, serializeAnswer(answer), call),
    session: ({ signal }) => exchange(options, '/session', { signal }).then(parseSessionResponse),
  };
}

interface Message {
  method?: 'POST';
  body?: string;
  signal: AbortSignal;
}

function exchange(
  options: HttpVerifierOptions,
  path: string,
  { signal: caller, ...message }: Message,
): Promise<unknown> {
  const { endpoint = '/reverification', credentials = 'same-origin', timeout = 30_000 } = options;
  const url = String(endpoint).replace(/\/+$/, '') + path;
  return withDeadline(caller, timeout, async (signal) => {
    const headers = await headersOf(options);
    // Asked not to follow: a login page is no answer, and "network error" would be the wrong thing to tell.
    const init = { ...message, headers, credentials, signal, cache: 'no-store', redirect: 'manual' } as const;
    const response = await (options.fetch ?? globalThis.fetch)(url, init);
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw new VerificationFormatError(`${url} redirects: is it the verification API, and the user signed in?`);
    }
    const body = parseJson(await response.text());
    if (!response.ok) throw parseApiError(response.status, body, response.headers.get('Retry-After'));
    return body;
  });
}

async function headersOf({ headers }: HttpVerifierOptions): Promise<Headers> {
  const all = new Headers(typeof headers === 'function' ? await headers() : headers);
  all.set('Accept', 'application/json');
  all.set('Content-Type', 'application/json');
  return all;
}

/** `undefined` for what is not JSON; the protocol's parsers say what they expected. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
