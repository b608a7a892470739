import type { Factor } from '../protocol/factors.js';
import { createActions } from './actions.js';
import type { Action, FlowEnvironment } from './actions.js';
import { flowErrorOf } from './failures.js';
import { findFactor } from './factors.js';
import { browserPending } from './browser-pending.js';
import { browserPasskeys } from './passkey.js';
import { browserSmsCodes } from './sms-codes.js';
import type { FlowAction, FlowState, VerificationFlow } from './state.js';
import { stateOf } from './states.js';
import { createStore } from './store.js';
import type { Verifier } from './verifier.js';

/**
 * `preferredStrategy` is offered before the others, where the user has it. `passkeys`, `smsCodes` and `pending` default to
 * the browser's, `now` (Unix milliseconds) to `Date.now`.
 */
export type VerificationFlowOptions = Partial<FlowEnvironment> & { verifier: Verifier };

/**
 * One verification, from start to end, for an interface to show: it holds no element, no text and no timer. Nothing it
 * returns rejects: what goes wrong becomes a state. An action that `state.actions` does not name does nothing, and an
 * action that is taken ends the one that is under way.
 */
export function createVerificationFlow(options: VerificationFlowOptions): VerificationFlow {
  const { passkeys = browserPasskeys, smsCodes = browserSmsCodes, now = () => Date.now(), ...given } = options;
  const { pending = browserPending() } = options;
  const store = createStore<FlowState>(stateOf({ name: 'idle' }));
  const beginAction = createActions({ ...given, passkeys, smsCodes, pending, now }, store.set);
  store.subscribe((state) => pending.keep(state));
  /** Owns what is under way: a request, or what the browser asks the user for. */
  let operation = new AbortController();

  async function perform(work: (action: Action) => void | Promise<void>): Promise<void> {
    operation.abort();
    operation = new AbortController();
    const action = beginAction(operation);
    try {
      await work(action);
    } catch (cause) {
      action.show({ name: 'failed', error: flowErrorOf(cause, now()) });
    }
  }

  const may = (action: FlowAction) => store.state.actions.includes(action);

  async function choose(wanted: Factor): Promise<void> {
    const { state } = store;
    const factor = may('choose') && 'factors' in state && findFactor(state.factors, wanted);
    if (factor) return perform((action) => action.put({ ...state, factor }));
  }

  return {
    get state() {
      return store.state;
    },
    subscribe: store.subscribe,

    async start(request) {
      if (may('start')) return perform((action) => action.start(request));
    },

    choose,

    async submit({ text = '' } = {}) {
      const { state } = store;
      if (state.name === 'answering') return perform((action) => action.submit(state, text));
    },

    async resend() {
      const { state } = store;
      if (state.name !== 'answering' || now() < (state.resendAt ?? Infinity)) return;
      return perform((action) => action.resend(state));
    },

    showMethods() {
      const { state } = store;
      if (may('showMethods') && 'factor' in state) void perform((action) => action.showMethods(state));
    },

    back() {
      const { state } = store;
      if (state.name === 'choosing' && state.current) void choose(state.current);
    },

    async conclude(outcome) {
      const { state } = store;
      if (may('cancel')) return perform((action) => action.conclude(state, outcome));
    },

    cancel() {
      if (may('cancel')) void perform((action) => action.show({ name: 'cancelled' }));
    },
  };
}
