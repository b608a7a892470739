import { parseApiError } from '../protocol/api-error.js';
import { serializeAnswer, serializePreparation } from '../protocol/factors.js';
import { parseSessionResponse, parseVerification, VerificationFormatError } from '../protocol/verification.js';
import { unlessAborted } from './abort.js';
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
export function createHttpVerifier({
  endpoint = '/reverification',
  fetch,
  headers,
  credentials = 'same-origin',
  timeout = 30_000,
}: HttpVerifierOptions = {}): Required<Omit<Verifier, 'activate'>> {
  async function exchange(path: string, signal: AbortSignal, message?: RequestInit): Promise<unknown> {
    const url = String(endpoint).replace(/\/+$/, '') + path;
    const allHeaders = new Headers(typeof headers === 'function' ? await headers() : headers);
    allHeaders.set('Accept', 'application/json');
    allHeaders.set('Content-Type', 'application/json');
    const response = await (fetch ?? globalThis.fetch)(url, {
      ...message,
      headers: allHeaders,
      credentials,
      signal,
      cache: 'no-store',
      // Not followed: a login page is no answer, and "network error" would be the wrong thing to tell.
      redirect: 'manual',
    });
    const { ok, status } = response;
    // A redirect that the browser hides has the status 0.
    if (!ok && status < 400) throw new VerificationFormatError(`${url} redirects: is the user signed in?`);
    const body = parseJson(await response.text());
    if (!ok) throw parseApiError(status, body, response.headers.get('Retry-After'));
    return body;
  }

  /**
   * Settles when it is answered, the caller leaves or the time is up, whatever `fetch` makes of it. Either way the request
   * is aborted: one that arrives after the user's next would cost a second attempt.
   */
  const send = (path: string, options: VerifierOptions, message?: RequestInit): Promise<unknown> => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeout)]);
    return unlessAborted(signal, () => exchange(path, signal, message));
  };

  const post = (path: string, options: VerifierOptions, body: object) =>
    send(`/verify${path}`, options, { method: 'POST', body: JSON.stringify(body) }).then(parseVerification);

  return {
    start: ({ level, actionId }, options) => post('', options, { level, action_id: actionId }),
    prepare: (stage, factor, options) => post(`/prepare_${stage}_factor`, options, serializePreparation(factor)),
    attempt: (stage, answer, options) => post(`/attempt_${stage}_factor`, options, serializeAnswer(answer)),
    session: (options) => send('/session', options).then(parseSessionResponse),
  };
}

/** `undefined` for what is not JSON; the protocol's parsers say what they expected. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
