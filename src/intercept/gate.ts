import type { Challenge } from '../protocol/challenge.js';

/**
 * Asks the user. Resolves once they are verified; rejects with a `ReverificationError` where they are not (anything else
 * becomes `reverification_failed` with what was thrown as its `cause`).
 *
 * @param signal aborted when nobody waits for the answer any more: close, and settle or not, as you like.
 */
export type Reverify = (challenge: Challenge, options: { signal: AbortSignal }) => PromiseLike<unknown>;

/** One verification, from the first refusal that needs it to its end. */
export interface Prompt {
  /** How many refused calls wait for it. */
  waiting: number;
  /** Aborted when none of them waits any more. */
  readonly controller: AbortController;
  /** Rejects with a `ReverificationError`. */
  readonly done: Promise<void>;
}

/** Where refused calls wait, together, for one verification. */
export interface Gate {
  /** How many verifications have succeeded. A refusal of what was sent at an earlier epoch is out of date. */
  epoch: number;
  /** The verification under way. */
  prompt?: Prompt | undefined;
}

/** With the version of {@link Gate}: copies of this package that would not understand each other wait apart. */
const GATES = Symbol.for('reverify-dialog.gates.1');

interface Page extends Pick<typeof globalThis, 'fetch'> {
  [GATES]?: WeakMap<object, Gate>;
}

/**
 * The gate in front of an interface: one for all that ask with the same function, whichever copy of this package on the
 * page they use. Without a function, the gate in front of the page's dialog.
 */
export function gateOf(ask: object = globalThis): Gate {
  const page: Page = globalThis;
  const gates = page[GATES] ?? new WeakMap<object, Gate>();
  page[GATES] = gates;
  const gate = gates.get(ask) ?? { epoch: 0 };
  gates.set(ask, gate);
  return gate;
}
