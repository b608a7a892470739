import type { FactorVerificationAge, ReverificationConfig } from '../protocol/reverification.js';

/** How freshly a request's sender is verified. */
interface Checks {
  /** Whether the session satisfies a reverification config. Never throws: what is not valid is `false`. */
  has(params: { reverification: ReverificationConfig }): boolean;
}

export interface SignedInAuth extends Checks {
  readonly userId: string;
  readonly sessionId: string;
  /** Minutes since each factor group was last verified in this session; -1 where the user has no factor of it. */
  readonly factorVerificationAge: FactorVerificationAge;
}

export interface SignedOutAuth extends Checks {
  readonly userId: null;
  readonly sessionId: null;
  readonly factorVerificationAge: null;
}

export type Auth = SignedInAuth | SignedOutAuth;
