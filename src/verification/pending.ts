import type { Factor } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import type { Preparation } from './preparations.js';
import type { FlowState } from './state.js';

/** Where a verification stands that was begun before this page was loaded. */
export interface Recollection {
  /** What the user was asked for, of the stage that the verification waits at; absent where nobody knows. */
  readonly factor?: Factor | undefined;
  /** Whether the user was just picking another method. */
  readonly isChoosing: boolean;
  /** The codes that were sent, by `keyOf`. */
  readonly preparations: Iterable<readonly [key: string, Preparation]>;
}

/** Remembers where a verification stands, so that a page that is loaded again in the middle goes on there. */
export interface Pending {
  /** Told of every state. */
  keep(state: FlowState): void;
  /** Asked once, when a verification was started: the server may have taken up one that is known here. */
  recall(verification: Verification): Recollection | undefined | Promise<Recollection | undefined>;
}
