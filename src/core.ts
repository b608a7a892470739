/**
 * The verification without an interface: the flow, and what speaks to the verification API. For those who build an
 * interface of their own; `docs/core.md` shows how.
 */
export { createVerificationFlow } from './verification/flow.js';
export type { VerificationFlowOptions } from './verification/flow.js';
export type * from './verification/state.js';
export type { StartOptions, Verifier, VerifierOptions } from './verification/verifier.js';
export { createHttpVerifier } from './verification/http-verifier.js';
export type { HttpVerifierOptions } from './verification/http-verifier.js';
export { browserPasskeys } from './verification/passkey.js';
export type { Passkeys } from './verification/passkey.js';
export { browserPending } from './verification/browser-pending.js';
export type { Pending, Recollection } from './verification/pending.js';
export type { Preparation } from './verification/preparations.js';
export { browserSmsCodes } from './verification/sms-codes.js';
export type { SmsCodes } from './verification/sms-codes.js';
export { VerificationApiError } from './protocol/api-error.js';
export type { ApiErrorCode, ApiErrorDetails } from './protocol/api-error.js';
export type { Answer, Factor, FactorStage, PreparableFactor, Strategy } from './protocol/factors.js';
export type { ReverificationLevel } from './protocol/reverification.js';
export { VerificationFormatError } from './protocol/verification.js';
export type { PublicUserData, SessionInfo, Verification } from './protocol/verification.js';
