import { isPreparable } from '../protocol/factors.js';
import type { Answer, Strategy } from '../protocol/factors.js';
import { satisfiesReverification } from '../protocol/reverification.js';
import type { Verification } from '../protocol/verification.js';
import { Exchange, isError } from './exchange.js';
import { isLapsed } from './failures.js';
import { awaitedFactor, findFactor, stageOf, usableFactors } from './factors.js';
import type { Passkeys } from './passkey.js';
import { Preparations } from './preparations.js';
import type { SmsCodes } from './sms-codes.js';
import * as states from './states.js';
import type { Place, Question } from './states.js';
import type { FlowError, FlowState } from './state.js';
import type { StartOptions, Verifier } from './verifier.js';

/** What a flow works with. */
export interface FlowEnvironment {
  verifier: Verifier;
  preferredStrategy: Strategy | undefined;
  passkeys: Passkeys;
  smsCodes: SmsCodes;
  /** Unix milliseconds. */
  now: () => number;
  /** Shows a new state. */
  show(state: FlowState): void;
  /** Ends everything with this state. */
  end(state: FlowState): void;
}

/**
 * What follows what, from a start to the end. Each step is given the signal of the user's action that it belongs to, and
 * rejects with its reason once that action is over.
 */
export class Transitions {
  readonly preparations: Preparations;
  readonly #exchange: Exchange;
  #request: StartOptions = { level: 'second_factor' };
  #startedAt: number | undefined;
  /** Verified, but not yet activated: starting again must not ask the user twice. */
  #verified: Verification | undefined;
  /** The action that has started anew already: once is recovery, twice would be a loop. */
  #renewedBy: AbortSignal | undefined;

  constructor(private readonly environment: FlowEnvironment) {
    const { verifier, now, end } = environment;
    this.preparations = new Preparations(now);
    this.#exchange = new Exchange(verifier, now, (error) => end(states.sessionChanged(error)));
  }

  async start(request: StartOptions | undefined, signal: AbortSignal): Promise<void> {
    if (request) this.#verified = undefined;
    this.#request = request ?? this.#request;
    this.#startedAt ??= this.environment.now();
    this.preparations.clear();
    this.environment.show(states.starting(this.#request.level));
    if (this.#verified) return this.#finish(this.#verified, signal);
    const outcome = await this.#exchange.start(this.#request, signal);
    if (isError(outcome)) return this.environment.show(states.failed(outcome));
    await this.#arrive(outcome, signal);
  }

  /** Asks for a factor: at once if it is prepared, else as soon as it is. */
  async put(question: Question, signal: AbortSignal, error?: FlowError): Promise<void> {
    if (this.preparations.isReady(question.stage, question.factor)) return this.ask(question, signal, error);
    this.environment.show(states.preparing(question));
    await this.prepare(question, signal, error);
  }

  /** Has the code sent, or the passkey options made, and asks; `error` is why it had to be done again. */
  async prepare(question: Question, signal: AbortSignal, error?: FlowError): Promise<void> {
    const { stage, factor } = question;
    if (!isPreparable(factor)) return this.ask(question, signal, error);
    const outcome = await this.#exchange.prepare({ ...question, factor }, signal);
    if (isError(outcome)) {
      if (this.#canRenew(outcome, signal)) return this.#renew(question, signal, outcome);
      const isTooSoon = outcome.code === 'too_many_requests';
      this.preparations.postpone(stage, factor, outcome.retryAt ?? (isTooSoon ? undefined : this.environment.now()));
      return this.ask(question, signal, outcome);
    }
    if (stageOf(outcome) !== stage) return this.#arrive(outcome, signal, error);
    this.preparations.record(stage, factor, outcome);
    const isMissingOptions = !this.preparations.isReady(stage, factor);
    this.ask({ ...question, verification: outcome }, signal, isMissingOptions ? missingOptions(outcome) : error);
  }

  ask(question: Question, signal: AbortSignal, error?: FlowError): void {
    const { show, smsCodes } = this.environment;
    const preparation = this.preparations.get(question.stage, question.factor);
    show(states.answering(question, preparation, { error }));
    if (question.factor.strategy !== 'phone_code' || signal.aborted) return;
    smsCodes.receive(signal).then(
      (receivedCode) => {
        if (receivedCode && !signal.aborted) show(states.answering(question, preparation, { error, receivedCode }));
      },
      // No SMS, or none that the user would share: they type it.
      () => undefined,
    );
  }

  /** Asks again after a failure. A passkey's options are spent: new ones come while the user reads what went wrong. */
  askAgain(question: Question, signal: AbortSignal, error: FlowError): void {
    this.ask(question, signal, error);
    if (question.factor.strategy === 'passkey') this.#refresh(question, signal).catch(() => undefined);
  }

  async attempt(question: Question, answer: Answer, signal: AbortSignal): Promise<void> {
    const outcome = await this.#exchange.attempt(question, answer, signal);
    if (!isError(outcome)) {
      if (stageOf(outcome) !== question.stage) return this.#arrive(outcome, signal);
      const cause = new Error(`the answer was accepted, but the verification still is at ${outcome.status}`);
      return this.askAgain(question, signal, { code: 'unexpected_response', scope: 'dialog', cause });
    }
    if (this.#canRenew(outcome, signal)) return this.#renew(question, signal, outcome);
    if (outcome.code === 'verification_not_prepared') return this.prepare(question, signal, outcome);
    this.askAgain(question, signal, outcome);
  }

  async #refresh(question: Question, signal: AbortSignal): Promise<void> {
    const { stage, factor } = question;
    if (!isPreparable(factor)) return;
    const outcome = await this.#exchange.prepare({ ...question, factor }, signal);
    // A failure is told when the user asks for the passkey again.
    if (isError(outcome)) return;
    if (stageOf(outcome) !== stage) return this.#arrive(outcome, signal);
    this.preparations.record(stage, factor, outcome);
  }

  /** Goes where the verification stands, and asks for the best factor there. */
  async #arrive(verification: Verification, signal: AbortSignal, error?: FlowError): Promise<void> {
    const place = this.#placeOf(verification);
    if (!place) return this.#finish(verification, signal);
    const { stage, factors } = place;
    const [best] = factors;
    if (!best) return this.environment.show(states.unavailable(place));
    const now = this.environment.now();
    const awaited = awaitedFactor(verification, stage, factors, now);
    if (awaited) this.preparations.record(stage, awaited, verification, now);
    await this.put({ ...place, factor: awaited ?? best }, signal, error);
  }

  #placeOf(verification: Verification): Place | undefined {
    const stage = stageOf(verification);
    const { preferredStrategy, passkeys } = this.environment;
    return (
      stage && {
        verification,
        stage,
        factors: usableFactors(verification, stage, { preferredStrategy, passkeys: passkeys.supported() }),
      }
    );
  }

  #canRenew(error: FlowError, signal: AbortSignal): boolean {
    return isLapsed(error) && this.#renewedBy !== signal;
  }

  /** Starts anew behind the user's back, and asks for the same factor again if it still can be asked for. */
  async #renew(question: Question, signal: AbortSignal, error: FlowError): Promise<void> {
    this.#renewedBy = signal;
    const outcome = await this.#exchange.start(this.#request, signal);
    if (isError(outcome)) return this.ask(question, signal, outcome);
    if (this.#isVerified(outcome)) {
      return this.#finish({ ...question.verification, status: 'complete', session: outcome.session }, signal);
    }
    this.preparations.clear();
    const place = this.#placeOf(outcome);
    const factor = place?.stage === question.stage && findFactor(place.factors, question.factor);
    if (!factor) return this.#arrive(outcome, signal, error);
    await this.prepare({ ...place, factor }, signal, error);
  }

  /**
   * Whether the session was verified, to the level asked for, since this flow began: the answer that said so may have
   * been lost on the network. A minute is allowed for ages that are rounded.
   */
  #isVerified({ session }: Verification): boolean {
    const { now } = this.environment;
    const afterMinutes = (now() - (this.#startedAt ?? now())) / 60_000 + 1;
    return satisfiesReverification(session.factorVerificationAge, { level: this.#request.level, afterMinutes });
  }

  async #finish(verification: Verification, signal: AbortSignal): Promise<void> {
    this.#verified = verification;
    const { show, end } = this.environment;
    const outcome = await this.#exchange.activate(verification, signal);
    if (isError(outcome)) show(states.failed(outcome));
    else end(states.complete(verification));
  }
}

const missingOptions = (cause: unknown): FlowError => ({ code: 'passkey_failed', scope: 'dialog', cause });
