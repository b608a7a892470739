import type { Answer, Factor, Strategy } from '../protocol/factors.js';
import { normalizeCode } from './codes.js';
import { flowErrorOf, passkeyErrorOf } from './failures.js';
import { findFactor } from './factors.js';
import { Operations, unlessAborted } from './operations.js';
import { browserPasskeys } from './passkey.js';
import type { Passkeys } from './passkey.js';
import { browserSmsCodes } from './sms-codes.js';
import type { SmsCodes } from './sms-codes.js';
import type { AnsweringState, FlowAction, FlowState, VerificationFlow } from './state.js';
import * as states from './states.js';
import { createStore } from './store.js';
import { Transitions } from './transitions.js';
import type { Verifier } from './verifier.js';

export interface VerificationFlowOptions {
  verifier: Verifier;
  /** Offered before the others, where the user has it. */
  preferredStrategy?: Strategy | undefined;
  /** Default: the browser's. */
  passkeys?: Passkeys;
  /** What reads a code out of an SMS. Default: the browser (WebOTP). */
  smsCodes?: SmsCodes;
  /** The clock, in Unix milliseconds. Default: `Date.now`. */
  now?: () => number;
}

/**
 * One verification, from start to end, for an interface to show: it holds no element, no text and no timer. Nothing it
 * returns rejects: what goes wrong becomes a state. An action that `state.actions` does not name does nothing, and an
 * action that is taken ends the one that is under way.
 */
export function createVerificationFlow(options: VerificationFlowOptions): VerificationFlow {
  const { verifier, preferredStrategy, passkeys = browserPasskeys, smsCodes = browserSmsCodes } = options;
  const now = options.now ?? (() => Date.now());
  const store = createStore<FlowState>(states.idle());
  const operations = new Operations();
  const end = (state: FlowState) => {
    operations.begin();
    store.set(state);
  };
  const transitions = new Transitions({ verifier, preferredStrategy, passkeys, smsCodes, now, show: store.set, end });

  const may = (action: FlowAction) => store.state.actions.includes(action);

  /** Carries out an action, in place of what is under way. */
  async function perform(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const signal = operations.begin();
    try {
      await work(signal);
    } catch (cause) {
      if (!signal.aborted) store.set(states.failed(flowErrorOf(cause, undefined, now())));
    }
  }

  async function submitText(asked: AnsweringState, text: string, signal: AbortSignal): Promise<void> {
    const answer = answerOf(asked.factor, text);
    if (!answer) return transitions.ask(asked, signal, { code: 'form_param_missing', scope: 'field', cause: text });
    store.set(states.submitting(asked, 'submit'));
    await transitions.attempt(asked, answer, signal);
  }

  async function submitPasskey(asked: AnsweringState, signal: AbortSignal): Promise<void> {
    const options = transitions.preparations.takeNonce(asked.stage, asked.factor);
    // Without options there is nothing to do inside this click: they come, and the next click is immediate.
    if (options === undefined) return transitions.put(asked, signal);
    // Before anything else, so that the browser sees the click.
    const request = (async () => passkeys.get(options, signal))();
    store.set(states.submitting(asked, 'submit'));
    const credential = await unlessAborted(request, signal).catch(passkeyErrorOf);
    signal.throwIfAborted();
    if (typeof credential !== 'string') return transitions.askAgain(asked, signal, credential);
    await transitions.attempt(asked, { strategy: 'passkey', credential }, signal);
  }

  return {
    get state() {
      return store.state;
    },
    subscribe: store.subscribe,

    async start(request) {
      if (may('start')) await perform((signal) => transitions.start(request, signal));
    },

    async choose(wanted) {
      const { state } = store;
      if (!may('choose') || !('factors' in state)) return;
      const factor = findFactor(state.factors, wanted);
      if (factor) await perform((signal) => transitions.put({ ...state, factor }, signal));
    },

    async submit({ text = '' } = {}) {
      const { state } = store;
      if (state.name !== 'answering') return;
      await perform((signal) =>
        state.factor.strategy === 'passkey' ? submitPasskey(state, signal) : submitText(state, text, signal),
      );
    },

    async resend() {
      const { state } = store;
      if (state.name !== 'answering' || !may('resend') || now() < (state.resendAt ?? 0)) return;
      await perform((signal) => {
        store.set(states.submitting(state, 'resend'));
        return transitions.prepare(state, signal);
      });
    },

    showMethods() {
      const { state } = store;
      if (!may('showMethods') || !('factor' in state)) return;
      operations.begin();
      store.set(states.choosing(state, state.factor));
    },

    back() {
      const { state } = store;
      if (state.name !== 'choosing' || !state.current) return;
      const question = { ...state, factor: state.current };
      void perform((signal) => transitions.put(question, signal));
    },

    cancel() {
      if (may('cancel')) end(states.cancelled());
    },
  };
}

/** `undefined` where nothing was typed. */
function answerOf({ strategy }: Factor, text: string): Answer | undefined {
  if (strategy === 'passkey') return undefined;
  if (strategy === 'password') return text ? { strategy, password: text } : undefined;
  const code = normalizeCode(text, strategy);
  return code ? { strategy, code } : undefined;
}
