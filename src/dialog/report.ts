import { isSentCode } from '../protocol/factors.js';
import type { FlowError, FlowState } from '../verification/state.js';
import type { Connection } from './connection.js';

const offline: FlowError = { code: 'offline', scope: 'dialog', cause: undefined };
const expired: FlowError = { code: 'code_expired', scope: 'field', cause: undefined };

/** What is wrong now; else, what is right again. */
export interface Report {
  readonly error?: FlowError | undefined;
  readonly note?: 'online' | 'canRetry' | undefined;
}

/** Until when answers are held back. Unix milliseconds. */
export const lockedUntil = (error: FlowError | undefined): number =>
  // An earlier code may still be answered.
  error?.code === 'too_many_codes' ? 0 : (error?.retryAt ?? 0);

/** Of what was refused while the user looked elsewhere, by the state that asks for it again: the same error is told once. */
const refusals = new WeakMap<FlowState, FlowError>();

/** No code has been sent, and none may be yet. */
function refusalOf(state: FlowState, now: number): FlowError | undefined {
  if (state.name !== 'answering' || !isSentCode(state.factor) || state.sent > 0) return undefined;
  const { resendAt: retryAt = 0 } = state;
  if (now >= retryAt) return undefined;
  const refusal = refusals.get(state) ?? { code: 'too_many_codes', scope: 'dialog', retryAt, cause: undefined };
  refusals.set(state, refusal);
  return refusal;
}

/** What a state says that went wrong, as far as it still is. `now` is Unix milliseconds. */
export function reportOf(state: FlowState, now: number, connection: Connection): Report {
  if (connection.isLost) return { error: offline };
  const error = ('error' in state ? state.error : undefined) ?? refusalOf(state, now);
  const isOver = now >= (error?.retryAt ?? Infinity);
  const isRegained = connection.isRegained(state);
  const isMoot = isOver || (isRegained && error?.code === 'network_error');
  // Of a code that has expired, it is no matter that another one was wrong.
  if (
    (!error || isMoot || error.scope === 'field') &&
    state.name === 'answering' &&
    now >= (state.expireAt ?? Infinity)
  ) {
    return { error: expired };
  }
  if (error && !isMoot) return { error };
  if (isRegained) return { note: 'online' };
  return { note: isOver && lockedUntil(error) ? 'canRetry' : undefined };
}
