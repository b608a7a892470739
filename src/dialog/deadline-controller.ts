import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import type { FlowState } from '../verification/state.js';

const SECOND = 1000;
/** The longest that `setTimeout` waits; beyond it, it does not wait at all. Milliseconds. */
const MAX_WAIT = 2 ** 31 - 1;

/** Has the host drawn again when what it shows changes by itself: each second of a countdown, and at each deadline. */
export class DeadlineController implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly state: () => FlowState | undefined,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    const wait = untilNextChange(this.state(), Date.now());
    if (wait !== Infinity) this.#timer = setTimeout(() => this.host.requestUpdate(), Math.min(wait, MAX_WAIT));
  }
}

function untilNextChange(state: FlowState | undefined, now: number): number {
  const until = (deadline = 0) => (deadline > now ? deadline - now : Infinity);
  const retry = until(state && 'error' in state ? state.error.retryAt : 0);
  if (!state || !('sent' in state)) return retry;
  const resend = until(state.resendAt);
  // The countdown shows the second that has begun: it changes where a whole one is left.
  const tick = resend === Infinity ? resend : resend % SECOND || SECOND;
  return Math.min(tick, retry, until(state.expireAt));
}
