import { isPreparable, isSentCode } from '../protocol/factors.js';
import type { Answer, Strategy } from '../protocol/factors.js';
import { isFresh } from '../protocol/reverification.js';
import type { Verification } from '../protocol/verification.js';
import { unlessAborted } from './abort.js';
import { normalizeCode } from './codes.js';
import { createExchange, isError } from './exchange.js';
import type { Call, Outcome } from './exchange.js';
import { dialogError, isLapsed, passkeyErrorOf, renewed } from './failures.js';
import { findFactor, stageOf, usableFactors } from './factors.js';
import type { Passkeys } from './passkey.js';
import type { Pending, Recollection } from './pending.js';
import { isReady, keyOf, prepared, RESEND_AFTER } from './preparations.js';
import type { Asked, Preparation } from './preparations.js';
import { shown } from './question.js';
import type { Question } from './question.js';
import type { SmsCodes } from './sms-codes.js';
import type { AnsweringState, FlowError, FlowState, SubmittingState } from './state.js';
import { stateOf } from './states.js';
import type { StateMembers } from './states.js';
import type { StartOptions, Verifier } from './verifier.js';

/** What a flow works with. */
export interface FlowEnvironment {
  verifier: Verifier;
  preferredStrategy?: Strategy | undefined;
  passkeys: Passkeys;
  smsCodes: SmsCodes;
  pending: Pending;
  /** Unix milliseconds. */
  now: () => number;
}

/** Everything that one action of the user can set going. */
export type Action = ReturnType<ReturnType<typeof createActions>>;

/**
 * What follows what, from a start to the end. The function that it returns begins an action: whatever that sets going
 * belongs to `operation`, and shows nothing and asks nobody once that is aborted.
 */
export function createActions(
  { verifier, preferredStrategy, passkeys, smsCodes, pending, now }: FlowEnvironment,
  set: (state: FlowState) => void,
) {
  const exchange = createExchange(now);
  /** Of the verification under way, so that switching to another factor and back sends nothing again. */
  const preparations = new Map<string, Preparation>();
  let request: StartOptions = { level: 'second_factor' };
  let startedAt: number | undefined;
  /** Whether a fresh session proves nothing: it was so before, or approves no action. */
  let isFreshAnyway = false;
  /** Verified, but not yet activated: starting again must not ask the user twice. */
  let verified: Verification | undefined;

  const preparationOf = (asked: Asked) => preparations.get(keyOf(asked)) ?? { sent: 0, resendAt: 0 };
  const remember = (asked: Asked, preparation: Preparation) => preparations.set(keyOf(asked), preparation);

  const isFreshWithin = (afterMinutes: number, { session }: Verification) =>
    isFresh(session.factorVerificationAge, { level: request.level, afterMinutes });

  return (operation: AbortController) => {
    const { signal } = operation;
    /** Once is recovery, twice would be a loop. */
    let hasStartedAnew = false;

    function show(state: StateMembers): void {
      if (!signal.aborted) set(stateOf(state));
    }

    function end(state: StateMembers): void {
      if (signal.aborted) return;
      operation.abort();
      set(stateOf(state));
    }

    /** Makes one call to the verifier; rejects once the action is over. */
    async function consult(call: Call, strategy?: Strategy): Promise<Outcome> {
      const outcome = await exchange(signal, call, strategy);
      if (isError(outcome) && outcome.code === 'session_changed') end({ name: 'session_changed', error: outcome });
      // Over, now or meanwhile: whatever came, it came too late.
      signal.throwIfAborted();
      return outcome;
    }

    async function start(wanted: StartOptions | undefined): Promise<void> {
      if (wanted) {
        request = wanted;
        verified = undefined;
      }
      startedAt ??= now();
      show({ name: 'starting', level: request.level });
      if (verified) return finish(verified);
      const outcome = await begin();
      if (isError(outcome)) {
        show({ name: 'failed', error: outcome });
        return;
      }
      // Two minutes, as `startAnew` allows one more and ages are rounded.
      isFreshAnyway = 'actionId' in request || isFreshWithin(2, outcome);
      await arrive(outcome, undefined, undefined, stageOf(outcome) && (await pending.recall(outcome)));
    }

    function begin(): Promise<Outcome> {
      return consult((options) => {
        preparations.clear();
        return verifier.start(request, options);
      });
    }

    /**
     * Goes where the verification stands, and asks there for the factor that was `asked` for before it was started anew,
     * or where it was `recalled` to stand, or for the best one.
     */
    async function arrive(
      verification: Verification,
      error?: FlowError,
      asked?: Question & { error: FlowError },
      recalled?: Recollection,
    ): Promise<void> {
      const stage = stageOf(verification);
      if (!stage) return finish(verification);
      const factors = usableFactors(verification, stage, passkeys.supported(), preferredStrategy);
      const place = { verification, stage, factors };
      const same = asked?.stage === stage && findFactor(factors, asked.factor);
      if (same) return prepare({ ...place, factor: same }, asked.error);
      for (const [key, preparation] of recalled?.preparations ?? []) preparations.set(key, preparation);
      const before = recalled?.factor && findFactor(factors, recalled.factor);
      const factor = before ?? factors[0];
      if (factor && factor === before && recalled?.isChoosing) {
        showMethods({ ...place, factor });
        return;
      }
      if (factor) return put({ ...place, factor }, error);
      show({ name: 'unavailable', verification, stage, user: verification.session.publicUserData });
    }

    /** Asks for a factor: at once if it is prepared, else as soon as it is. */
    async function put(question: Question, error?: FlowError): Promise<void> {
      if (isReady(preparationOf(question), question.factor, now())) {
        ask(question, error);
      } else {
        show({ ...shown(question), name: 'preparing' });
        await prepare(question, error);
      }
    }

    /** Has the code sent, or the passkey options made, and asks; `error` is why it had to be done again. */
    async function prepare(question: Question, error?: FlowError): Promise<void> {
      const { stage, factor } = question;
      if (!isPreparable(factor)) {
        ask(question, error);
        return;
      }
      const outcome = await discuss(question, async (options) => {
        if (factor.strategy === 'passkey') await passkeys.load?.();
        return verifier.prepare(stage, factor, options);
      });
      if (!outcome) return;
      if (isError(outcome)) {
        const isRefused = isSentCode(factor) && outcome.code === 'too_many_requests';
        if (isRefused) {
          const { retryAt: resendAt = now() + RESEND_AFTER } = outcome;
          remember(question, { ...preparationOf(question), resendAt });
        }
        ask(question, isRefused ? { ...outcome, code: 'too_many_codes' } : outcome);
      } else {
        remember(question, prepared(preparationOf(question), stage, outcome, now()));
        ask({ ...question, verification: outcome }, error);
      }
    }

    /** What came of a call about a question, unless that led elsewhere: to another stage, or to a new verification. */
    async function discuss(question: Question, call: Call, isAnswer = false): Promise<Outcome | undefined> {
      const { factor } = question;
      const outcome = await consult(call, factor.strategy);
      if (isError(outcome)) {
        if (!isLapsed(outcome, isAnswer && isPreparable(factor)) || hasStartedAnew) return outcome;
        await startAnew(question, outcome, isAnswer && isSentCode(factor));
      } else {
        if (stageOf(outcome) === question.stage) return outcome;
        await arrive(outcome);
      }
      return undefined;
    }

    /**
     * Starts anew behind the user's back, and asks for the same factor again if it still can be asked for: with another
     * code, where that `isReplaced`.
     */
    async function startAnew(question: Question, error: FlowError, isReplaced: boolean): Promise<void> {
      hasStartedAnew = true;
      const outcome = await begin();
      if (isError(outcome)) {
        ask(question, outcome);
        return;
      }
      // The answer that said so was lost on the network. A minute more, as ages are rounded.
      const afterMinutes = (now() - (startedAt ?? 0)) / 60_000 + 1;
      return !isFreshAnyway && isFreshWithin(afterMinutes, outcome)
        ? finish({ ...question.verification, status: 'complete', session: outcome.session })
        : arrive(outcome, renewed(error, false), { ...question, error: renewed(error, isReplaced) });
    }

    function ask(question: Question, error?: FlowError): void {
      const { factor } = question;
      const { nonce, ...sending } = preparationOf(question);
      const state = {
        ...shown(question),
        name: 'answering',
        ...(isSentCode(factor) ? sending : { sent: 0 }),
        ...(error && { error }),
      } as const;
      show(state);
      if (factor.strategy !== 'phone_code') return;
      smsCodes.receive(signal).then(
        (receivedCode) => receivedCode && show({ ...state, receivedCode }),
        // No SMS, or none that the user would share: they type it.
        () => undefined,
      );
    }

    /** Asks again after a failure. A passkey's options are spent: new ones come while the user reads what went wrong. */
    function askAgain(question: Question, error: FlowError): void {
      ask(question, error);
      if (question.factor.strategy === 'passkey') prepare(question, error).catch(() => undefined);
    }

    /** The same question, with its answer on the way. */
    function wait(
      { error, actions, ...asked }: AnsweringState | SubmittingState,
      doing: SubmittingState['doing'],
    ): void {
      show({ ...asked, name: 'submitting', doing });
    }

    async function attempt(question: Question, answer: Answer): Promise<void> {
      const { stage, factor } = question;
      const outcome = await discuss(question, (options) => verifier.attempt(stage, answer, options), true);
      if (!outcome) return;
      const error = isError(outcome) ? outcome : dialogError('unexpected_response', outcome);
      if (error.code === 'verification_not_prepared') await prepare(question, renewed(error, isSentCode(factor)));
      else askAgain(question, error);
    }

    async function submitPasskey(asked: AnsweringState): Promise<void> {
      const isAtHand = () => isReady(preparationOf(asked), asked.factor, now());
      // Spent or expired: this click has to wait for others. To Safari it may be too old then, and the next is immediate.
      if (!isAtHand()) await put(asked);
      if (!isAtHand()) return;
      const { nonce = '', ...preparation } = preparationOf(asked);
      // A challenge is single use.
      remember(asked, preparation);
      // Before anything else, so that the browser sees the click.
      const passkey = unlessAborted(signal, () => passkeys.get(nonce, signal));
      wait(asked, 'passkey');
      const credential = await passkey.catch(passkeyErrorOf);
      signal.throwIfAborted();
      if (typeof credential !== 'string') {
        askAgain(asked, credential);
        return;
      }
      wait(asked, 'submit');
      await attempt(asked, { strategy: 'passkey', credential });
    }

    async function submit(asked: AnsweringState, text: string): Promise<void> {
      const { strategy } = asked.factor;
      if (strategy === 'passkey') return submitPasskey(asked);
      const isPassword = strategy === 'password';
      const typed = isPassword ? text : normalizeCode(text, strategy);
      if (typed) {
        wait(asked, 'submit');
        await attempt(asked, isPassword ? { strategy, password: typed } : { strategy, code: typed });
      } else {
        // Without the text as its cause: it may be a password in the wrong field, on its way to a log.
        ask(asked, { code: 'form_param_missing', scope: 'field', cause: undefined });
      }
    }

    function showMethods(question: Question): void {
      const { factor: current, ...place } = shown(question);
      show({ ...place, name: 'choosing', current });
    }

    function resend(asked: AnsweringState): Promise<void> {
      wait(asked, 'resend');
      return prepare(asked);
    }

    async function conclude(state: FlowState, outcome: Outcome): Promise<void> {
      if (state.name === 'answering' || state.name === 'submitting') wait(state, 'submit');
      if (isError(outcome)) end({ name: 'session_changed', error: outcome });
      else await finish(outcome);
    }

    async function finish(verification: Verification): Promise<void> {
      verified = verification;
      const outcome = await consult(async (options) => {
        await verifier.activate?.(verification, options);
        return verification;
      });
      if (isError(outcome)) show({ name: 'failed', error: outcome });
      else end({ name: 'complete', verification });
    }

    return { show, start, put, showMethods, submit, resend, conclude };
  };
}
