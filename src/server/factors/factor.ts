import type { FactorStage } from '../../protocol/factors.js';
import type { Context } from '../context.js';
import type { PreparationRow, Transaction, VerificationRow } from '../schema.js';
import type { SignedIn } from '../signed-in.js';

/** The circumstances of an answer. No lock is held: a check may take its time and ask the application. */
export interface Attempt {
  context: Context;
  signedIn: SignedIn;
  verification: VerificationRow;
  stage: FactorStage;
  /** What was prepared for this strategy and still waits. */
  preparations: readonly PreparationRow[];
}

/** A right answer. */
export interface Proof {
  /**
   * Uses it up, in the transaction that makes it count. `false`: it was used already, perhaps a moment ago by somebody
   * else; nothing may have changed then.
   */
  spend(transaction: Transaction): Promise<boolean>;
}

/** An answer that may be given again, such as a password. */
export const reusable: Proof = { spend: () => Promise.resolve(true) };
