import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import type { FlowState, VerificationFlow } from '../verification/state.js';

/** Whether what failed is tried again as soon as there is a network. */
export const startsOnline = (state: FlowState): boolean =>
  state.name === 'failed' && state.error.code === 'network_error';

/**
 * Follows, while something is asked, whether the browser has a network. It holds nothing back: a browser may be wrong
 * about that, and then a server is reached all the same.
 */
export class Connection implements ReactiveController {
  /** The state in which the network came back. */
  #regainedIn: FlowState | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly flow: () => VerificationFlow | undefined,
  ) {
    host.addController(this);
  }

  get isLost(): boolean {
    return !navigator.onLine;
  }

  /** Whether the network came back and nothing has happened since: what failed for want of it is no matter any more. */
  isRegained(state: FlowState): boolean {
    return state === this.#regainedIn;
  }

  hostUpdated(): void {
    this.#hear(this.flow() ? addEventListener : removeEventListener);
  }

  hostDisconnected(): void {
    this.#hear(removeEventListener);
  }

  #hear(listen: typeof addEventListener): void {
    listen('online', this.#onChange);
    listen('offline', this.#onChange);
  }

  readonly #onChange = (): void => {
    const flow = this.flow();
    const state = flow?.state;
    this.#regainedIn = this.isLost ? undefined : state;
    if (!this.isLost && state && startsOnline(state)) void flow.start();
    this.host.requestUpdate();
  };
}
