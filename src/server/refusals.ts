import { VerificationApiError } from '../protocol/api-error.js';
import type { ApiErrorCode, ApiErrorDetails } from '../protocol/api-error.js';

/** The status and the words, for developers, of each error of the API. */
const refusals: Readonly<Record<ApiErrorCode, readonly [status: number, message: string]>> = {
  authentication_invalid: [401, 'No signed-in session: sign in first'],
  request_body_invalid: [400, 'The body is not valid JSON'],
  form_param_missing: [400, 'A parameter is missing'],
  form_param_format_invalid: [400, 'A parameter is malformed'],
  strategy_for_user_invalid: [400, 'This user cannot verify that way at this stage'],
  verification_not_prepared: [400, 'Prepare this factor first'],
  verification_expired: [400, 'Too late: start or prepare again'],
  verification_already_complete: [400, 'This stage is already verified'],
  verification_not_found: [404, 'No verification in progress: start one'],
  resource_not_found: [404, 'There is nothing at this path'],
  method_not_allowed: [405, 'Not with this method'],
  request_too_large: [413, 'The body is larger than 16 KiB'],
  unsupported_media_type: [415, 'The content type must be application/json'],
  origin_invalid: [403, 'Cross-site request refused'],
  form_password_incorrect: [422, 'Incorrect password'],
  form_code_incorrect: [422, 'Incorrect code'],
  passkey_invalid: [422, 'The passkey could not be verified'],
  too_many_requests: [429, 'Too many tries: wait'],
  delivery_failed: [503, 'The code could not be sent'],
  internal_error: [500, 'The verification service failed'],
};

interface RefusalDetails extends Pick<ApiErrorDetails, 'attemptsLeft' | 'paramName'> {
  /** Milliseconds to wait; told in whole seconds, at least one. */
  wait?: number;
}

/** The error that refuses a request: throw it, the API answers with it. */
export function refusal(code: ApiErrorCode, { wait, ...details }: RefusalDetails = {}): VerificationApiError {
  const [status, message] = refusals[code];
  const retryAfter = wait === undefined ? undefined : Math.max(1, Math.ceil(wait / 1000));
  return new VerificationApiError(status, [{ code, message, ...details }], retryAfter);
}
