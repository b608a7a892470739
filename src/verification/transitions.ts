import { isPreparable } from '../protocol/factors.js';
import type { Answer, Strategy } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { SessionInfo, Verification } from '../protocol/verification.js';
import { createExchange, isError } from './exchange.js';
import { dialogError, isLapsed } from './failures.js';
import { awaitedFactor, findFactor, stageOf, usableFactors } from './factors.js';
import type { Passkeys } from './passkey.js';
import { Preparations } from './preparations.js';
import type { SmsCodes } from './sms-codes.js';
import { answering, preparing, state } from './states.js';
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

/** What the actions of a user set going. Each takes the signal of its action, and rejects once that action is over. */
export type Transitions = ReturnType<typeof createTransitions>;

/**
 * What follows what, from a start to the end.
 *
 * @param show shows a new state.
 * @param end shows the last state, and aborts what is under way.
 */
export function createTransitions(
  { verifier, preferredStrategy, passkeys, smsCodes, now }: FlowEnvironment,
  show: (state: FlowState) => void,
  end: (state: FlowState) => void,
) {
  const exchange = createExchange(now, (error) => end(state({ name: 'session_changed', error })));
  const preparations = new Preparations(now);
  let request: StartOptions = { level: 'second_factor' };
  let startedAt: number | undefined;
  /** Verified, but not yet activated: starting again must not ask the user twice. */
  let verified: Verification | undefined;
  /** The action that has started anew already: once is recovery, twice would be a loop. */
  let renewedBy: AbortSignal | undefined;

  const begin = (signal: AbortSignal) => exchange((options) => verifier.start(request, options), signal);
  const fail = (error: FlowError) => show(state({ name: 'failed', error }, 'start', 'cancel'));

  async function start(wanted: StartOptions | undefined, signal: AbortSignal): Promise<void> {
    if (wanted) verified = undefined;
    request = wanted ?? request;
    startedAt ??= now();
    preparations.clear();
    show(state({ name: 'starting', level: request.level }, 'cancel'));
    if (verified) return finish(verified, signal);
    const outcome = await begin(signal);
    if (isError(outcome)) fail(outcome);
    else await arrive(outcome, signal);
  }

  function placeOf(verification: Verification): Place | undefined {
    const stage = stageOf(verification);
    return (
      stage && {
        verification,
        stage,
        factors: usableFactors(verification, stage, passkeys.supported(), preferredStrategy),
      }
    );
  }

  /** Goes where the verification stands, and asks for the best factor there. */
  async function arrive(verification: Verification, signal: AbortSignal, error?: FlowError): Promise<void> {
    const place = placeOf(verification);
    if (!place) return finish(verification, signal);
    const { stage, factors } = place;
    const awaited = awaitedFactor(verification, stage, factors, now());
    if (awaited) preparations.record(stage, awaited, verification, now());
    const factor = awaited ?? factors[0];
    if (factor) return put({ ...place, factor }, signal, error);
    const user = verification.session.publicUserData;
    show(state({ name: 'unavailable', verification, stage, user }, 'cancel'));
  }

  /** Asks for a factor: at once if it is prepared, else as soon as it is. */
  async function put(question: Question, signal: AbortSignal, error?: FlowError): Promise<void> {
    if (preparations.isReady(question.stage, question.factor)) {
      ask(question, signal, error);
    } else {
      show(preparing(question));
      await prepare(question, signal, error);
    }
  }

  /** Has the code sent, or the passkey options made, and asks; `error` is why it had to be done again. */
  async function prepare(question: Question, signal: AbortSignal, error?: FlowError): Promise<void> {
    const { stage, factor } = question;
    let shown = error;
    let { verification } = question;
    if (isPreparable(factor)) {
      const outcome = await exchange(
        async (options) => {
          if (factor.strategy === 'passkey') await passkeys.load?.();
          return verifier.prepare(stage, factor, options);
        },
        signal,
        factor.strategy,
      );
      if (!isError(outcome)) {
        if (stageOf(outcome) !== stage) return arrive(outcome, signal, error);
        preparations.record(stage, factor, outcome);
        verification = outcome;
      } else {
        if (canRenew(outcome, signal)) return renew(question, signal, outcome);
        if (outcome.code === 'too_many_requests') preparations.postpone(stage, factor, outcome.retryAt);
        shown = outcome;
      }
    }
    ask({ ...question, verification }, signal, shown);
  }

  function ask(question: Question, signal: AbortSignal, error?: FlowError): void {
    const { stage, factor } = question;
    const preparation = preparations.of(stage, factor);
    show(answering(question, preparation, error));
    if (factor.strategy !== 'phone_code') return;
    smsCodes.receive(signal).then(
      (code) => code && !signal.aborted && show(answering(question, preparation, error, code)),
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
    const { stage } = question;
    const outcome = await exchange((options) => verifier.attempt(stage, answer, options), signal, answer.strategy);
    if (!isError(outcome)) {
      if (stageOf(outcome) !== stage) return arrive(outcome, signal);
      askAgain(question, signal, dialogError('unexpected_response', outcome));
    } else if (canRenew(outcome, signal)) await renew(question, signal, outcome);
    else if (outcome.code === 'verification_not_prepared') await prepare(question, signal, outcome);
    else askAgain(question, signal, outcome);
  }

  const canRenew = (error: FlowError, signal: AbortSignal) => isLapsed(error) && renewedBy !== signal;

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
    if (isError(outcome)) fail(outcome);
    else end(state({ name: 'complete', verification }));
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
