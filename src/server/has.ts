import { requireReverification, satisfiesReverification } from '../protocol/reverification.js';
import type { FactorVerificationAge, ReverificationConfig } from '../protocol/reverification.js';

/** How freshly a session is verified. */
export interface AuthChecks {
  /** Whether the session satisfies a reverification config. Never throws: what is not valid is `false`. */
  readonly has: (params: { reverification: ReverificationConfig }) => boolean;
}

export interface SignedInAuth extends AuthChecks {
  readonly userId: string;
  readonly sessionId: string;
  /** Minutes since each factor group was last verified in this session; -1 where the user has no factor of it. */
  readonly factorVerificationAge: FactorVerificationAge;
}

export interface SignedOutAuth extends AuthChecks {
  readonly userId: null;
  readonly sessionId: null;
  readonly factorVerificationAge: null;
}

/** Who sent a request. `has` is always `false` for nobody. */
export type Auth = SignedInAuth | SignedOutAuth;

export interface AuthClaims {
  /** The token's subject; without one, `has` is always `false`. */
  userId?: string | null | undefined;
  /** The token's `fva` claim as it is: anything but a valid pair of ages is never fresh. */
  factorVerificationAge?: unknown;
}

/**
 * The check for those who keep the ages in a token (Clerk's `fva` claim) instead of in our store:
 * `createAuth({ userId: claims.sub, factorVerificationAge: claims.fva }).has({ reverification: 'strict' })`.
 * The ages are as old as the token: let it live shorter than the strictest `afterMinutes`.
 */
export function createAuth({ userId, factorVerificationAge }: AuthClaims): AuthChecks {
  return {
    has: ({ reverification }) => Boolean(userId) && satisfiesReverification(factorVerificationAge, reverification),
  };
}

/** The age, in minutes, of what was never verified: a number for every reader, and fresh for nobody. */
export const NEVER = Number.MAX_SAFE_INTEGER;

export function signedInAuth(userId: string, sessionId: string, age: FactorVerificationAge): SignedInAuth {
  return { userId, sessionId, factorVerificationAge: age, has: ({ reverification }) => hasAge(age, reverification) };
}

/** Even "verified ever" (`afterMinutes: Infinity`) is not satisfied by {@link NEVER}. */
function hasAge(age: FactorVerificationAge, config: unknown): boolean {
  if (!satisfiesReverification(age, config)) return false;
  const { level, afterMinutes } = requireReverification(config);
  return satisfiesReverification(age, { level, afterMinutes: Math.min(afterMinutes, NEVER) });
}

export const signedOutAuth: SignedOutAuth = {
  userId: null,
  sessionId: null,
  factorVerificationAge: null,
  has: () => false,
};
