import type { ReverificationError } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import type { FactorVerificationAge } from '../protocol/reverification.js';
import { ofPage } from './of-page.js';

/**
 * Asks the user. Resolves once they are verified; rejects with a `ReverificationError` where they are not (anything else
 * becomes `reverification_failed` with what was thrown as its `cause`). May resolve with a `Verification`, or with anything
 * else that has `session.factorVerificationAge`: who is satisfied by those ages is not asked again.
 */
export type Reverify = (challenge: Challenge, options: ReverifyOptions) => PromiseLike<unknown>;

export interface ReverifyOptions {
  /** Aborted when nobody waits for the answer any more: close, and settle or not, as you like. */
  readonly signal: AbortSignal;
  /** Why the user is asked, in the application's words. Plain text. */
  readonly reason?: string | undefined;
}

/** A refused call that waits for the user. */
export interface Waiter {
  readonly challenge: Challenge;
  readonly reverify: Reverify;
  readonly reason?: string | undefined;
  /** Ends its waiting. Without an error, it may be sent again. */
  readonly settle: (outcome: Pick<Outcome, 'error'>, isOwner: boolean) => void;
}

/** One question to the user. */
export interface Prompt {
  /** What is asked; nothing yet while the refusals of the same moment are gathered. */
  challenge?: Challenge;
  /** Aborted when nobody waits for the answer any more. */
  readonly controller: AbortController;
  /** Asks now, if that has not been done yet. */
  readonly ask: () => void;
}

/** How a prompt ended. */
export interface Outcome {
  /** The gate's epoch from then on: answers what was sent at an earlier one. */
  readonly epoch: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly challenge: Challenge;
  /** Why the user is not verified. */
  readonly error?: ReverificationError | undefined;
  /** The session's factor verification ages after a success, where they are known. */
  readonly ages?: FactorVerificationAge | undefined;
}

/**
 * Where refused calls wait, together. Plain data, since several copies of this package use it: whoever finds it empty asks,
 * and serves all who wait.
 */
export interface Gate {
  /** How many prompts have ended. */
  epoch: number;
  /**
   * How many answers are awaited: others may be refused in the same moment as one that was. Each is counted when its call is
   * sent, until it is there, or, if it is a refusal, until that waits: see {@link endAwaiting}.
   */
  underWay: number;
  /** In the order in which they were refused. */
  waiting?: Set<Waiter>;
  /** What is being asked, or about to be. Never more than one. */
  prompt?: Prompt | undefined;
  /** The latest. Older ones are forgotten: then the user is asked once more than need be. */
  outcomes?: Outcome[];
  /** When the session was last found to have changed. Never forgotten: what was sent before must not be sent again. */
  sessionChange?: Outcome;
}

/**
 * The gate in front of an interface: one for all that ask with the same function, whichever copy of this package on the
 * page they use. Without a function, the gate in front of the page's dialog.
 */
export function gateOf(ask: object = globalThis): Gate {
  // With the version of `Gate`: copies of this package that would not understand each other wait apart.
  const gates = ofPage('gates.4', () => new WeakMap<object, Gate>());
  const gate = gates.get(ask) ?? { epoch: 0, underWay: 0 };
  gates.set(ask, gate);
  return gate;
}

/** Once for each answer that was counted. When none is awaited any more, those who wait are asked for at once. */
export function endAwaiting(gate: Gate): void {
  if (!--gate.underWay) gate.prompt?.ask();
}

/** Lets one call say, as often as it likes, whether its answer is awaited now. */
export type SetAwaited = (isAwaited: boolean) => void;

/** @param wasAwaited whether the call has been counted already. */
export function awaiting(gate: Gate, wasAwaited = false): SetAwaited {
  return (isAwaited) => {
    if (isAwaited === wasAwaited) return;
    wasAwaited = isAwaited;
    if (isAwaited) gate.underWay++;
    else endAwaiting(gate);
  };
}
