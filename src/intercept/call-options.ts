import type { Challenge } from '../protocol/challenge.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { Reverify } from './gate.js';
import type { Reason } from './reason.js';
import type { ChallengeReader } from './refusal.js';

/** What an interface of one's own gets instead of the dialog. Call `complete` or `cancel`, once. */
export interface NeedsReverification {
  level: ReverificationLevel;
  challenge: Challenge;
  /** Why the user is asked. Plain text. */
  reason?: string | undefined;
  /** The user is verified: the function is called again. */
  complete: () => void;
  /** The user gave up: the call rejects with `reverification_cancelled`. */
  cancel: () => void;
}

export interface WithReverificationOptions<Arguments extends unknown[] = unknown[]> {
  /** Asks the user. Default: the page's `<reverify-dialog>`. */
  reverify?: Reverify;
  /** Tells the user why they are asked: a text, or a function that finds one for a refused call and its arguments. */
  reason?: Reason<[challenge: Challenge, ...args: Arguments]> | undefined;
  /** Replaces the dialog by an interface of one's own that is not a promise (a route, a store, a modal). */
  onNeedsReverification?: (needs: NeedsReverification) => void;
  /** What counts as "verify again" in a `Response`. Default: `[clerkChallenge, stepUpChallenge]`. */
  challenges?: readonly ChallengeReader[];
}
