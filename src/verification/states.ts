import { isSentCode } from '../protocol/factors.js';
import type { FlowAction, FlowState } from './state.js';

type WithoutActions<State> = State extends FlowState ? Omit<State, 'actions'> : never;

/** What a state says; what may be done in it follows from that. */
export type StateMembers = WithoutActions<FlowState>;

const actionsByName: Readonly<Record<FlowState['name'], readonly FlowAction[]>> = {
  idle: ['start', 'cancel'],
  starting: ['cancel'],
  preparing: ['choose', 'showMethods', 'cancel'],
  answering: ['submit', 'resend', 'choose', 'showMethods', 'cancel'],
  submitting: ['cancel'],
  choosing: ['choose', 'back', 'cancel'],
  unavailable: ['cancel'],
  failed: ['start', 'cancel'],
  complete: [],
  session_changed: [],
  cancelled: [],
};

/** A state as it is shown: frozen, with the actions that make sense in it. */
export function stateOf(members: StateMembers): FlowState {
  const hasChoice = 'factors' in members && members.factors.length > 1;
  const hasCode = 'factor' in members && isSentCode(members.factor);
  // While the browser asks for a passkey, nothing is on its way yet.
  const name = 'doing' in members && members.doing === 'passkey' ? 'preparing' : members.name;
  const isPossible = (action: FlowAction) =>
    action === 'resend' ? hasCode : hasChoice || !/^(choose|showMethods)$/.test(action);
  return Object.freeze({
    ...members,
    actions: Object.freeze(actionsByName[name].filter(isPossible)),
  });
}
