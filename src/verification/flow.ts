import type { Answer, Factor } from '../protocol/factors.js';
import { unlessAborted } from './abort.js';
import { normalizeCode } from './codes.js';
import { flowErrorOf, passkeyErrorOf } from './failures.js';
import { findFactor } from './factors.js';
import { browserPasskeys } from './passkey.js';
import { browserSmsCodes } from './sms-codes.js';
import { choosing, failed, state, submitting } from './states.js';
import type { AnsweringState, FlowAction, FlowState, VerificationFlow } from './state.js';
import { createStore } from './store.js';
import { createTransitions } from './transitions.js';
import type { FlowEnvironment } from './transitions.js';
import type { Verifier } from './verifier.js';

/**
 * `preferredStrategy` is offered before the others, where the user has it. `passkeys` and `smsCodes` default to the
 * browser's, `now` (Unix milliseconds) to `Date.now`.
 */
export type VerificationFlowOptions = Partial<FlowEnvironment> & { verifier: Verifier };

/**
 * One verification, from start to end, for an interface to show: it holds no element, no text and no timer. Nothing it
 * returns rejects: what goes wrong becomes a state. An action that `state.actions` does not name does nothing, and an
 * action that is taken ends the one that is under way.
 */
export function createVerificationFlow(options: VerificationFlowOptions): VerificationFlow {
  const { passkeys = browserPasskeys, smsCodes = browserSmsCodes, now = () => Date.now(), ...given } = options;
  const store = createStore<FlowState>(state({ name: 'idle' }, 'start', 'cancel'));
  /** Owns what is under way: a request, or what the browser asks the user for. */
  let operation = new AbortController();
  const transitions = createTransitions({ ...given, passkeys, smsCodes, now }, show, end);

  function show(next: FlowState, signal: AbortSignal): void {
    if (!signal.aborted) store.set(next);
  }

  function end(last: FlowState, signal: AbortSignal): void {
    if (!signal.aborted) show(last, supersede());
  }

  function supersede(): AbortSignal {
    operation.abort();
    operation = new AbortController();
    return operation.signal;
  }

  async function perform(work: (signal: AbortSignal) => void | Promise<void>): Promise<void> {
    const signal = supersede();
    try {
      await work(signal);
    } catch (cause) {
      show(failed(flowErrorOf(cause, now())), signal);
    }
  }

  async function submitPasskey(asked: AnsweringState, signal: AbortSignal): Promise<void> {
    const nonce = transitions.preparations.takeNonce(asked);
    // Without options there is nothing to do inside this click: they come, and the next click is immediate.
    if (nonce === undefined) return transitions.put(asked, signal);
    // Before anything else, so that the browser sees the click.
    const request = (async () => passkeys.get(nonce, signal))();
    show(submitting(asked, 'submit'), signal);
    const credential = await unlessAborted(request, signal).catch(passkeyErrorOf);
    signal.throwIfAborted();
    if (typeof credential !== 'string') transitions.askAgain(asked, signal, credential);
    else await transitions.attempt(asked, { strategy: 'passkey', credential }, signal);
  }

  async function submitText(asked: AnsweringState, text: string, signal: AbortSignal): Promise<void> {
    const answer = answerOf(asked.factor, text);
    if (answer) {
      show(submitting(asked, 'submit'), signal);
      await transitions.attempt(asked, answer, signal);
    } else {
      // Without the text as its cause: it may be a password in the wrong field, on its way to a log.
      transitions.ask(asked, signal, { code: 'form_param_missing', scope: 'field', cause: undefined });
    }
  }

  const may = (action: FlowAction) => store.state.actions.includes(action);

  return {
    get state() {
      return store.state;
    },
    subscribe: (listener) => store.subscribe(listener),

    async start(request) {
      if (may('start')) return perform((signal) => transitions.start(request, signal));
    },

    async choose(wanted) {
      const { state } = store;
      if (!may('choose') || !('factors' in state)) return;
      const factor = findFactor(state.factors, wanted);
      if (factor) return perform((signal) => transitions.put({ ...state, factor }, signal));
    },

    async submit({ text = '' } = {}) {
      const { state } = store;
      if (state.name !== 'answering') return;
      return perform((signal) =>
        state.factor.strategy === 'passkey' ? submitPasskey(state, signal) : submitText(state, text, signal),
      );
    },

    async resend() {
      const { state } = store;
      if (state.name !== 'answering' || !may('resend') || now() < (state.resendAt ?? 0)) return;
      return perform((signal) => {
        show(submitting(state, 'resend'), signal);
        return transitions.prepare(state, signal);
      });
    },

    showMethods() {
      const { state } = store;
      if (may('showMethods') && 'factor' in state) show(choosing(state), supersede());
    },

    back() {
      const { state } = store;
      const factor = state.name === 'choosing' && state.current;
      if (factor) void perform((signal) => transitions.put({ ...state, factor }, signal));
    },

    cancel() {
      if (may('cancel')) show(state({ name: 'cancelled' }), supersede());
    },
  };
}

/** `undefined` where nothing was typed. */
function answerOf({ strategy }: Factor, text: string): Answer | undefined {
  if (strategy === 'passkey') return undefined;
  const code = normalizeCode(text, strategy);
  if (strategy === 'password') return text ? { strategy, password: text } : undefined;
  return code ? { strategy, code } : undefined;
}
