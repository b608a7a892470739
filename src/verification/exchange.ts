import type { Answer, PreparableFactor, Strategy } from '../protocol/factors.js';
import type { SessionInfo, Verification } from '../protocol/verification.js';
import { flowErrorOf } from './failures.js';
import { unlessAborted } from './operations.js';
import { isSameSession } from './session.js';
import type { FlowError } from './state.js';
import type { Question } from './states.js';
import type { StartOptions, Verifier, VerifierOptions } from './verifier.js';

/** How the verifier answered: with the verification as it now stands, or with what went wrong. */
export type Outcome = Verification | FlowError;

export const isError = (outcome: Outcome): outcome is FlowError => 'cause' in outcome;

/**
 * Speaks with the verifier on behalf of one action: every method rejects, with the signal's reason, once that action is
 * over. Sees to it that all answers are about one session.
 */
export class Exchange {
  #session: SessionInfo | undefined;

  constructor(
    private readonly verifier: Verifier,
    private readonly now: () => number,
    /** Signed out, or another user. Ends the action. */
    private readonly onSessionChanged: (error: FlowError) => void,
  ) {}

  start(request: StartOptions, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((options) => this.verifier.start(request, options), signal);
  }

  prepare({ stage, factor }: Question & { factor: PreparableFactor }, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((options) => this.verifier.prepare(stage, factor, options), signal, factor.strategy);
  }

  attempt({ stage }: Question, answer: Answer, signal: AbortSignal): Promise<Outcome> {
    return this.#ask((options) => this.verifier.attempt(stage, answer, options), signal, answer.strategy);
  }

  activate(verification: Verification, signal: AbortSignal): Promise<Outcome> {
    return this.#ask(async (options) => {
      await this.verifier.activate?.(verification, options);
      return verification;
    }, signal);
  }

  async #ask(
    call: (options: VerifierOptions) => Promise<Verification>,
    signal: AbortSignal,
    strategy?: Strategy,
  ): Promise<Outcome> {
    signal.throwIfAborted();
    const outcome = await unlessAborted((async () => call({ signal }))(), signal)
      .then((verification) => this.#sameSession(verification))
      .catch((cause: unknown) => flowErrorOf(cause, strategy, this.now()));
    // Whatever came, it came too late.
    signal.throwIfAborted();
    if (isError(outcome) && outcome.code === 'session_changed') {
      this.onSessionChanged(outcome);
      signal.throwIfAborted();
    }
    return outcome;
  }

  #sameSession(verification: Verification): Outcome {
    const { session } = verification;
    if (this.#session && !isSameSession(this.#session, session)) {
      return { code: 'session_changed', scope: 'dialog', cause: verification };
    }
    this.#session = { ...this.#session, ...session };
    return verification;
  }
}
