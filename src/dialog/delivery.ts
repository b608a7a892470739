import type { FlowState } from '../verification/state.js';

/** What has become of the code that a factor sends, as the message that says so. */
export type Delivery = 'sending' | 'sent' | 'sentEarlier' | 'resent' | 'canResend';

/** The last that was done about a code; nothing where none is sent, or could be. */
export function sendingOf(state: FlowState): Delivery | undefined {
  if (!('factor' in state) || !('safeIdentifier' in state.factor)) return undefined;
  if (state.name === 'preparing' || (state.name === 'submitting' && state.doing === 'resend')) return 'sending';
  if (!('sent' in state) || state.sent === 0) return undefined;
  if ('sentEarlier' in state && state.sentEarlier) return 'sentEarlier';
  return state.sent > 1 ? 'resent' : 'sent';
}

/** The same, or that the wait for another code is over. `now` is Unix milliseconds. */
export function deliveryOf(state: FlowState, now: number): Delivery | undefined {
  const sending = sendingOf(state);
  const resendAt = 'resendAt' in state && state.resendAt;
  return resendAt && now >= resendAt && sending !== 'sending' ? 'canResend' : sending;
}
