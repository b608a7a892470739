import { VerificationApiError } from '../../src/protocol/api-error.js';
import type { Refusal } from '../../demo/pages/gallery/states.js';

export * from '../../demo/pages/gallery/scripted-verifier.js';

/** What the API answers a wrong or an unwelcome call. */
export const refusal: Refusal = (status, code, details = {}) =>
  new VerificationApiError(status, [{ code, message: code, ...details }], details.retryAfter);
