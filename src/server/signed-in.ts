import { compact } from '../protocol/json.js';
import type { Factor, FactorStage } from '../protocol/factors.js';
import type { FactorVerificationAge } from '../protocol/reverification.js';
import type { SessionInfo } from '../protocol/verification.js';
import { agesOf, recordedTimes } from './ages.js';
import { backupCodeSet } from './backup-code-set.js';
import type { Context } from './context.js';
import { enrolledStages, usableFactors } from './enrolment.js';
import { maskIdentifier } from './mask.js';
import type { Account, Session } from './options.js';

/** A signed-in session with its user, as they are at this moment. */
export interface SignedIn {
  session: Session;
  account: Account;
  enrolled: Record<FactorStage, boolean>;
  usable: Record<FactorStage, Factor[]>;
}

/** Whose request this is; `undefined` if nobody is signed in or the account is gone. */
export async function signedInOf(context: Context, request: Request): Promise<SignedIn | undefined> {
  const session = await context.sessions.get(request);
  if (!session) return undefined;
  requireId('id', session.id);
  requireId('userId', session.userId);
  const account = await context.accounts.get(session.userId);
  if (!account) return undefined;
  const backupCodes = await backupCodeSet(await context.database(), session.userId);
  return {
    session,
    account,
    enrolled: enrolledStages(account, backupCodes),
    usable: {
      first: usableFactors(context, account, backupCodes, 'first'),
      second: usableFactors(context, account, backupCodes, 'second'),
    },
  };
}

/** An id that is missing would be shared by everybody who has none. */
function requireId(member: string, id: unknown): void {
  if (typeof id !== 'string' || id === '')
    throw new TypeError(`sessions.get: expected ${member} to be a non-empty string`);
}

/** The session's ages, in minutes and fractions of them. */
export async function sessionAge(context: Context, { session, enrolled }: SignedIn): Promise<FactorVerificationAge> {
  const recorded = await recordedTimes(await context.database(), session);
  return agesOf({ session, recorded, enrolled, limits: context.limits, now: context.now() });
}

/** What the page is told about the session: whole minutes, and no full address. */
export async function sessionInfo(context: Context, signedIn: SignedIn): Promise<SessionInfo> {
  const [first, second] = await sessionAge(context, signedIn);
  const { identifier, firstName, lastName, imageUrl } = signedIn.account;
  const shown = identifier === undefined || context.revealIdentifier ? identifier : maskIdentifier(identifier);
  return {
    id: signedIn.session.id,
    factorVerificationAge: [Math.floor(first), Math.floor(second)],
    publicUserData: compact({ identifier: shown, firstName, lastName, imageUrl }),
  };
}
