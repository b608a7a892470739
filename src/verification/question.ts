import type { Factor, FactorStage } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';

/** The factor that is asked for: of a verification, at a stage, out of what can be used there, best first. */
export interface Question {
  verification: Verification;
  stage: FactorStage;
  factors: readonly Factor[];
  factor: Factor;
}

/** What an interface is told of a question in every state. */
export const shown = ({ verification, stage, factors, factor }: Question) => ({
  verification,
  stage,
  factors,
  factor,
  user: verification.session.publicUserData,
});
