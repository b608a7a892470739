import { isPreparable } from '../protocol/factors.js';
import type { Answer, Strategy } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { SessionInfo, Verification } from '../protocol/verification.js';
import { createExchange, isError } from './exchange.js';
import type { Call, Outcome } from './exchange.js';
import { dialogError, isLapsed } from './failures.js';
import { awaitedFactor, findFactor, stageOf, usableFactors } from './factors.js';
import type { Passkeys } from './passkey.js';
import { Preparations } from './preparations.js';
import type { SmsCodes } from './sms-codes.js';
import { answering, failed, preparing, state, unavailable } from './states.js';
import type { Place, Question } from './states.js';
import type { FlowError, FlowState } from './state.js';
import type { StartOptions, Verifier } from './verifier.js';

/** What a flow works with. */
export interface FlowEnvironment {
  verifier: Verifier;
  preferredStrategy?: Strategy | undefined;
  passkeys: Passkeys;
  smsCodes: SmsCodes;
  /** Unix milliseconds. */
  now: () => number;
}

/** Shows a state on behalf of the action that `signal` stands for. */
export type Show = (state: FlowState, signal: AbortSignal) => void;

/** What the actions of a user set going. Each takes the signal of its action, and rejects once that action is over. */
export type Transitions = ReturnType<typeof createTransitions>;

/**
 * What follows what, from a start to the end.
 *
 * @param show shows a new state, unless the action that it belongs to is over.
 * @param end the same for the last state; ends the action.
 */
export function createTransitions(
  { verifier, preferredStrategy, passkeys, smsCodes, now }: FlowEnvironment,
  show: Show,
  end: Show,
) {
  const exchange = createExchange(now, (error, signal) => end(state({ name: 'session_changed', error }), signal));
  const preparations = new Preparations(now);
  let request: StartOptions = { level: 'second_factor' };
  let startedAt: number | undefined;
  /** Verified, but not yet activated: starting again must not ask the user twice. */
  let verified: Verification | undefined;
  /** The action that has started anew already: once is recovery, twice would be a loop. */
  let renewedBy: AbortSignal | undefined;

  const begin = (signal: AbortSignal) => exchange((options) => verifier.start(request, options), signal);

  async function start(wanted: StartOptions | undefined, signal: AbortSignal): Promise<void> {
    if (wanted) verified = undefined;
    request = wanted ?? request;
    startedAt ??= now();
    preparations.clear();
    show(state({ name: 'starting', level: request.level }, 'cancel'), signal);
    if (verified) return finish(verified, signal);
    const outcome = await begin(signal);
    if (isError(outcome)) show(failed(outcome), signal);
    else await arrive(outcome, signal);
  }

  /** `undefined` where nothing is left to ask. */
  function placeOf(verification: Verification): Place | undefined {
    const stage = stageOf(verification);
    if (!stage) return undefined;
    const factors = usableFactors(verification, stage, passkeys.supported(), preferredStrategy);
    return { verification, stage, factors };
  }

  /** Goes where the verification stands, and asks for the best factor there. */
  async function arrive(verification: Verification, signal: AbortSignal, error?: FlowError): Promise<void> {
    const place = placeOf(verification);
    if (!place) return finish(verification, signal);
    const { stage, factors } = place;
    const awaited = awaitedFactor(verification, stage, factors, now());
    if (awaited) preparations.record({ stage, factor: awaited }, verification, now());
    const factor = awaited ?? factors[0];
    if (factor) await put({ ...place, factor }, signal, error);
    else show(unavailable(place), signal);
  }

  /** Asks for a factor: at once if it is prepared, else as soon as it is. */
  async function put(question: Question, signal: AbortSignal, error?: FlowError): Promise<void> {
    if (preparations.isReady(question)) {
      ask(question, signal, error);
    } else {
      show(preparing(question), signal);
      await prepare(question, signal, error);
    }
  }

  /** Has the code sent, or the passkey options made, and asks; `error` is why it had to be done again. */
  async function prepare(question: Question, signal: AbortSignal, error?: FlowError): Promise<void> {
    const { stage, factor } = question;
    if (!isPreparable(factor)) {
      ask(question, signal, error);
      return;
    }
    const outcome = await discuss(question, signal, async (options) => {
      if (factor.strategy === 'passkey') await passkeys.load?.();
      return verifier.prepare(stage, factor, options);
    });
    if (!outcome) return;
    if (isError(outcome)) {
      if (outcome.code === 'too_many_requests') preparations.postpone(question, outcome.retryAt);
      ask(question, signal, outcome);
    } else {
      preparations.record(question, outcome);
      ask({ ...question, verification: outcome }, signal, error);
    }
  }

  /** What came of a call about a question, unless that led elsewhere: to another stage, or to a new verification. */
  async function discuss(question: Question, signal: AbortSignal, call: Call): Promise<Outcome | undefined> {
    const outcome = await exchange(call, signal, question.factor.strategy);
    if (isError(outcome) ? !isLapsed(outcome) || renewedBy === signal : stageOf(outcome) === question.stage) {
      return outcome;
    }
    await (isError(outcome) ? renew(question, signal, outcome) : arrive(outcome, signal));
    return undefined;
  }

  function ask(question: Question, signal: AbortSignal, error?: FlowError): void {
    const preparation = preparations.of(question);
    show(answering(question, preparation, error), signal);
    if (question.factor.strategy !== 'phone_code') return;
    smsCodes.receive(signal).then(
      (code) => code && show(answering(question, preparation, error, code), signal),
      // No SMS, or none that the user would share: they type it.
      () => undefined,
    );
  }

  /** Asks again after a failure. A passkey's options are spent: new ones come while the user reads what went wrong. */
  function askAgain(question: Question, signal: AbortSignal, error: FlowError): void {
    ask(question, signal, error);
    if (question.factor.strategy === 'passkey') prepare(question, signal, error).catch(() => undefined);
  }

  async function attempt(question: Question, answer: Answer, signal: AbortSignal): Promise<void> {
    const outcome = await discuss(question, signal, (options) => verifier.attempt(question.stage, answer, options));
    if (!outcome) return;
    const error = isError(outcome) ? outcome : dialogError('unexpected_response', outcome);
    if (error.code === 'verification_not_prepared') await prepare(question, signal, error);
    else askAgain(question, signal, error);
  }

  /** Starts anew behind the user's back, and asks for the same factor again if it still can be asked for. */
  async function renew(question: Question, signal: AbortSignal, error: FlowError): Promise<void> {
    renewedBy = signal;
    const outcome = await begin(signal);
    if (isError(outcome)) {
      ask(question, signal, outcome);
      return;
    }
    const { session } = outcome;
    // The answer that said so was lost on the network.
    if (isVerified(session, request.level, now() - (startedAt ?? 0))) {
      return finish({ ...question.verification, status: 'complete', session }, signal);
    }
    preparations.clear();
    const place = placeOf(outcome);
    const factor = place?.stage === question.stage && findFactor(place.factors, question.factor);
    return factor ? prepare({ ...place, factor }, signal, error) : arrive(outcome, signal, error);
  }

  async function finish(verification: Verification, signal: AbortSignal): Promise<void> {
    verified = verification;
    const outcome = await exchange(async (options) => {
      await verifier.activate?.(verification, options);
      return verification;
    }, signal);
    if (isError(outcome)) show(failed(outcome), signal);
    else end(state({ name: 'complete', verification }), signal);
  }

  return { start, put, prepare, ask, askAgain, attempt, preparations };
}

/** Whether a session was verified within the last `milliseconds`; a minute is allowed for ages that are rounded. */
function isVerified(session: SessionInfo, level: ReverificationLevel, milliseconds: number): boolean {
  const [first, second] = session.factorVerificationAge ?? [-1, -1];
  const asked = {
    first_factor: first,
    second_factor: second < 0 ? first : second,
    multi_factor: Math.max(first, second),
  };
  return asked[level] >= 0 && asked[level] < milliseconds / 60_000 + 1;
}
