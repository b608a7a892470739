import { compact, listOf, number, record, text } from './json.js';
import type { JsonObject } from './json.js';

/** The error codes of the verification API (the table in `docs/api.md`). A server may send others. */
export type ApiErrorCode =
  | 'authentication_invalid'
  | 'request_body_invalid'
  | 'form_param_missing'
  | 'form_param_format_invalid'
  | 'strategy_for_user_invalid'
  | 'verification_not_prepared'
  | 'verification_expired'
  | 'verification_already_complete'
  | 'verification_not_found'
  | 'request_too_large'
  | 'unsupported_media_type'
  | 'origin_invalid'
  | 'form_password_incorrect'
  | 'form_code_incorrect'
  | 'passkey_invalid'
  | 'too_many_requests'
  | 'delivery_failed'
  | 'resource_not_found'
  | 'method_not_allowed'
  | 'internal_error';

export interface ApiErrorDetails {
  code: string;
  /** For developers, in English; an interface shows its own text for `code`. */
  message: string;
  longMessage?: string;
  /** The parameter of the request that is at fault. */
  paramName?: string;
  /** How many wrong answers are still allowed in this verification. */
  attemptsLeft?: number;
}

/** An answer of the verification API that is not a verification. */
export class VerificationApiError extends Error {
  override readonly name = 'VerificationApiError';
  readonly code: string;
  readonly paramName: string | undefined;
  readonly attemptsLeft: number | undefined;

  /**
   * @param status the HTTP status.
   * @param errors what the body lists; never empty.
   * @param retryAfter seconds to wait before trying again (`Retry-After`, RFC 9110 section 10.2.3).
   */
  constructor(
    readonly status: number,
    readonly errors: readonly [ApiErrorDetails, ...ApiErrorDetails[]],
    readonly retryAfter?: number,
  ) {
    const [{ code, message, paramName, attemptsLeft }] = errors;
    super(message);
    this.code = code;
    this.paramName = paramName;
    this.attemptsLeft = attemptsLeft;
  }
}

/** The JSON body for a list of errors. */
export function serializeApiErrors(errors: readonly ApiErrorDetails[]): JsonObject {
  return {
    errors: errors.map(({ code, message, longMessage, paramName, attemptsLeft }) => ({
      code,
      message,
      long_message: longMessage ?? message,
      meta: compact({ param_name: paramName, attempts_left: attemptsLeft }),
    })),
  };
}

/**
 * The error that an answer of the verification API stands for; a body that is none of ours still makes one, with the
 * code `unexpected_response`. Never throws.
 *
 * @param retryAfter the `Retry-After` header: seconds, or an HTTP date.
 */
export function parseApiError(status: number, body: unknown, retryAfter: string | null = null): VerificationApiError {
  const [first = { code: 'unexpected_response', message: `unexpected answer with status ${status}` }, ...others] =
    readBody(body).errors ?? [];
  return new VerificationApiError(status, [first, ...others], parseRetryAfter(retryAfter));
}

const readBody = /* @__PURE__ */ record({ errors: listOf(parseDetails) });

const readDetails = /* @__PURE__ */ record({
  code: text,
  message: text,
  longMessage: text,
  meta: record({ paramName: text, attemptsLeft: number }),
});

function parseDetails(json: unknown): ApiErrorDetails | undefined {
  const { code, meta, ...messages } = readDetails(json);
  return code === undefined ? undefined : { code, message: code, ...messages, ...meta };
}

function parseRetryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const seconds = /\D/.test(header) ? (Date.parse(header) - Date.now()) / 1000 : Number(header);
  return number(Math.max(0, Math.ceil(seconds)));
}
