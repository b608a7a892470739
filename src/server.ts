export { createAuth } from './server/has.js';
export { createStore } from './server/store.js';
export { createReverification } from './server/reverification.js';
export { reverificationErrorResponse } from './server/responses.js';
export { isReverificationError, reverificationError } from './protocol/challenge.js';
export { nodeRequestOf, protectMiddleware, toNodeHandler, toRequest } from './server/node.js';
export { MissingPackageError } from './server/peers.js';
export { defaultLimits } from './server/limits.js';
export { reverificationPresets } from './protocol/reverification.js';
export type { AuditEvent } from './server/audit.js';
export type { BackupCodes } from './server/factors/backup-code.js';
export type { Auth, AuthChecks, AuthClaims, SignedInAuth, SignedOutAuth } from './server/has.js';
export type { Limits } from './server/limits.js';
export type {
  Account,
  Accounts,
  EmailAddress,
  EmailMessage,
  MaybePromise,
  Passkey,
  PhoneNumber,
  ReverificationOptions,
  Secret,
  SendOptions,
  Session,
  Sessions,
  SmsMessage,
  TotpSecret,
} from './server/options.js';
export type { NodeHandler, NodeMiddleware, NodeRequest } from './server/node.js';
export type { ReverificationResponseInit, StepUpHeader } from './server/responses.js';
export type { Reverification } from './server/reverification.js';
export type { PostgresClient, PostgresPool, StoreOptions } from './server/store-options.js';
export type { Store } from './server/store.js';
export type { ReverificationErrorBody } from './protocol/challenge.js';
export type { FactorStage, Strategy } from './protocol/factors.js';
export type {
  FactorVerificationAge,
  ReverificationConfig,
  ReverificationLevel,
  ReverificationPreset,
  ReverificationRequirement,
} from './protocol/reverification.js';
