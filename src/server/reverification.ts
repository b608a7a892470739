import type { ReverificationConfig } from '../protocol/reverification.js';
import type { BackupCodes } from './factors/backup-code.js';
import type { Auth, SignedInAuth } from './has.js';
import type { MaybePromise } from './options.js';

/** The verification API of one application. */
export interface Reverification {
  /** Answers a request to the verification API: every path below `endpoint`. Never rejects. */
  handle(request: Request): Promise<Response>;
  /** Who sent this request, and how freshly they are verified: `(await auth(request)).has({ reverification: 'strict' })`. */
  auth(request: Request): Promise<Auth>;
  /**
   * A handler that runs only for a session that satisfies `config`: 401 for nobody, a challenge for everybody else.
   *
   * @throws TypeError at once if `config` is not a valid one.
   */
  protect<Rest extends unknown[]>(
    config: ReverificationConfig,
    handler: (request: Request, auth: SignedInAuth, ...rest: Rest) => MaybePromise<Response>,
  ): (request: Request, ...rest: Rest) => Promise<Response>;
  /** Ends the session's verification and forgets its ages. Call it when a user signs out. */
  endSession(sessionId: string): Promise<void>;
  /** The users' backup codes: single use, kept as keyed hashes. */
  readonly backupCodes: BackupCodes;
  /** Makes or updates the tables. Safe when several nodes start at once; an embedded store does it by itself. */
  migrate(): Promise<void>;
  /** Closes the store. */
  close(): Promise<void>;
}
