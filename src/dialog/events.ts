import type { ReverificationError } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import type { Verification } from '../protocol/verification.js';

const bubbling = { bubbles: true, composed: true };

/** An API has refused a request. Listen to it to answer with an interface of your own instead of the dialog. */
export class ReverifyNeededEvent extends Event {
  static readonly eventName = 'reverify-needed';
  /** What was given to {@link respondWith}. */
  response: Promise<unknown> | undefined;

  /**
   * @param signal aborted when nobody waits for the answer any more: close your interface.
   * @param reason why the user is asked, in the application's words. Plain text.
   */
  constructor(
    readonly challenge: Challenge,
    readonly signal?: AbortSignal,
    readonly reason?: string,
  ) {
    super(ReverifyNeededEvent.eventName, { ...bubbling, cancelable: true });
  }

  /**
   * Takes over: the dialog stays closed, and the refused request is sent again once `response` resolves. A rejection
   * with a `ReverificationError` reaches the request's caller as it is, any other as `cause` of `reverification_failed`.
   *
   * @throws DOMException `InvalidStateError` where somebody has taken over already, or the listeners have returned (call it
   *   before the first `await`), as for a `FetchEvent`.
   */
  respondWith(response: Promise<unknown>): void {
    if (this.response || !this.eventPhase)
      throw new DOMException('respondWith: once, in the listener', 'InvalidStateError');
    this.preventDefault();
    this.response = response;
  }
}

/** The user has verified. The dialog may still show its confirmation. */
export class ReverifyVerifiedEvent extends Event {
  static readonly eventName = 'reverify-verified';

  constructor(readonly verification: Verification) {
    super(ReverifyVerifiedEvent.eventName, bubbling);
  }
}

/** The user has closed the dialog, or nobody waited for it any more. */
export class ReverifyCancelledEvent extends Event {
  static readonly eventName = 'reverify-cancelled';

  constructor() {
    super(ReverifyCancelledEvent.eventName, bubbling);
  }
}

/** The dialog has closed because the user could not verify; `error.code` says why. */
export class ReverifyFailedEvent extends Event {
  static readonly eventName = 'reverify-failed';

  constructor(readonly error: ReverificationError) {
    super(ReverifyFailedEvent.eventName, bubbling);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'reverify-needed': ReverifyNeededEvent;
    'reverify-verified': ReverifyVerifiedEvent;
    'reverify-cancelled': ReverifyCancelledEvent;
    'reverify-failed': ReverifyFailedEvent;
  }
}
