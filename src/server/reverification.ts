import { requireReverification } from '../protocol/reverification.js';
import type { ReverificationConfig } from '../protocol/reverification.js';
import { createApi, refusalResponse } from './api.js';
import { createContext, endpointOf } from './create-context.js';
import { createBackupCodes } from './factors/backup-code.js';
import type { BackupCodes } from './factors/backup-code.js';
import { signedInAuth, signedOutAuth } from './has.js';
import type { Auth, SignedInAuth } from './has.js';
import type { MaybePromise, ReverificationOptions } from './options.js';
import { refusal } from './refusals.js';
import { reverificationErrorResponse } from './responses.js';
import { sessionAge, signedInOf } from './signed-in.js';
import { createStore } from './store.js';
import { Verifications } from './verifications.js';

/** The verification API of one application. */
export interface Reverification {
  /** Answers a request to the verification API: every path below `endpoint`. Never rejects. */
  readonly handle: (request: Request) => Promise<Response>;
  /** Who sent this request, and how freshly they are verified: `(await auth(request)).has({ reverification: 'strict' })`. */
  readonly auth: (request: Request) => Promise<Auth>;
  /**
   * A handler that runs only for a session that satisfies `config`: 401 for nobody, a challenge for everybody else.
   *
   * @throws TypeError at once if `config` is not a valid one.
   */
  readonly protect: <Rest extends unknown[]>(
    config: ReverificationConfig,
    handler: (request: Request, auth: SignedInAuth, ...rest: Rest) => MaybePromise<Response>,
  ) => (request: Request, ...rest: Rest) => Promise<Response>;
  /** Ends the session's verification and forgets its ages. Call it when a user signs out. */
  readonly endSession: (sessionId: string) => Promise<void>;
  /** The users' backup codes: single use, kept as keyed hashes. */
  readonly backupCodes: BackupCodes;
  /** Makes or updates the tables. Safe when several nodes start at once; an embedded store does it by itself. */
  readonly migrate: () => Promise<void>;
  /** Closes the store. */
  readonly close: () => Promise<void>;
}

/**
 * The server side of reverification: the verification API that the dialog talks to, and the check that the application's
 * own API makes.
 *
 * Needs the packages `kysely` and, by what is used, `@electric-sql/pglite` or `pg` (the store), `otpauth` (authenticator apps),
 * `@simplewebauthn/server` (passkeys); each is loaded when first used, with an error that names it if it is missing.
 *
 * @throws TypeError naming the option that is wrong.
 */
export function createReverification(options: ReverificationOptions): Reverification {
  const store = options.store ?? createStore();
  const context = createContext(options, store);
  const verifications = new Verifications(context);

  async function auth(request: Request): Promise<Auth> {
    const signedIn = await signedInOf(context, request);
    if (!signedIn) return signedOutAuth;
    const { id, userId } = signedIn.session;
    return signedInAuth(userId, id, await sessionAge(context, signedIn));
  }

  return {
    handle: createApi(context, verifications, endpointOf(options)),
    auth,
    protect(config, handler) {
      requireReverification(config);
      return async (request, ...rest) => {
        const sender = await auth(request);
        if (sender.userId === null) return refusalResponse(refusal('authentication_invalid'));
        if (!sender.has({ reverification: config })) return reverificationErrorResponse(config);
        return handler(request, sender, ...rest);
      };
    },
    endSession: (sessionId) => verifications.end(sessionId),
    backupCodes: createBackupCodes(context),
    migrate: () => store.migrate(),
    close: () => store.close(),
  };
}
