import type { Factor, FactorStage } from '../protocol/factors.js';
import type { ReverificationLevel } from '../protocol/reverification.js';
import type { PublicUserData, Verification } from '../protocol/verification.js';

/**
 * What went wrong, for an interface to put into words. `code` is the verification API's error code, or one of ours:
 * `network_error` (no answer), `unexpected_response` (not our API, or status 5xx), `passkey_cancelled` (cancelled or
 * timed out: browsers do not tell), `passkey_failed`, `session_changed`, `too_many_codes` (no other code may be sent yet).
 */
export interface FlowError {
  code: string;
  /** `field`: the answer is wrong; `dialog`: everything else. */
  scope: 'field' | 'dialog';
  /** Wrong answers still allowed. */
  attemptsLeft?: number;
  /** Trying again makes no sense before then. Unix milliseconds. */
  retryAt?: number;
  /** What was thrown, for logs. */
  cause: unknown;
}

/** `resend` is ignored until `resendAt`: an interface asks the clock, a flow has no timer. */
export type FlowAction = 'start' | 'choose' | 'submit' | 'resend' | 'showMethods' | 'back' | 'cancel';

interface Common {
  /** What may be done in this state. Anything else is ignored. */
  readonly actions: readonly FlowAction[];
}

/** What is known once a verification is under way. */
interface UnderWay extends Common {
  readonly verification: Verification;
  readonly stage: FactorStage;
  /** The factors of this stage that this browser can use, best first. */
  readonly factors: readonly Factor[];
  readonly user: PublicUserData;
}

interface WithFactor extends UnderWay {
  readonly factor: Factor;
}

/** What an answering user is shown. Times are Unix milliseconds by this machine's clock. */
interface Answering extends WithFactor {
  /** When a code may be sent again; absent where there is nothing to send. */
  readonly resendAt?: number;
  /** When the code that was sent stops working; absent where unknown. */
  readonly expireAt?: number;
  /** How often a code was sent for this factor: tells "sent" from "sent again". */
  readonly sent: number;
  /** The code was sent before this page was loaded, or by another page, and still counts: none was sent now. */
  readonly sentEarlier?: boolean;
  /** The code out of an SMS that the browser read (WebOTP): put it into the field and submit it. */
  readonly receivedCode?: string;
  readonly error?: FlowError;
}

/** Not started, or starting: nothing to show yet. */
export type IdleState = Common & { readonly name: 'idle' };
export type StartingState = Common & { readonly name: 'starting'; readonly level: ReverificationLevel };
/** The user picks a method. `current` is the one they came from: `back` returns to it. */
export type ChoosingState = UnderWay & {
  readonly name: 'choosing';
  readonly current?: Factor;
  readonly error?: FlowError;
};
/** A code is being sent for the first time, or passkey options are being made. */
export type PreparingState = WithFactor & { readonly name: 'preparing' };
export type AnsweringState = Answering & { readonly name: 'answering' };
/**
 * An answer is on its way, a code is being sent again, or the browser asks the user for a passkey (`doing`). What was typed
 * stays where it is.
 */
export type SubmittingState = Answering & {
  readonly name: 'submitting';
  readonly doing: 'submit' | 'resend' | 'passkey';
};
export type CompleteState = Common & { readonly name: 'complete'; readonly verification: Verification };
/** There is no factor that this user, in this browser, could use at this stage. */
export type UnavailableState = Common & {
  readonly name: 'unavailable';
  readonly verification: Verification;
  readonly stage: FactorStage;
  readonly user: PublicUserData;
};
/** The verification cannot go on as it is; `start` begins a new one where `actions` allows it. */
export type FailedState = Common & { readonly name: 'failed'; readonly error: FlowError };
/** Signed out, or another user signed in. Terminal. */
export type SessionChangedState = Common & { readonly name: 'session_changed'; readonly error: FlowError };
export type CancelledState = Common & { readonly name: 'cancelled' };

/** Where a verification stands. Frozen: every change is a new object. */
export type FlowState =
  | IdleState
  | StartingState
  | ChoosingState
  | PreparingState
  | AnsweringState
  | SubmittingState
  | CompleteState
  | UnavailableState
  | FailedState
  | SessionChangedState
  | CancelledState;

/** What the user answers with: the flow knows the factor and the stage. A passkey needs no text. */
export interface FlowAnswer {
  /** The password or the code, as typed; the flow normalises codes. */
  text?: string;
}

/** A verification as it is carried out: no DOM, no words, no timers. */
export interface VerificationFlow {
  readonly state: FlowState;
  /** Calls `listener` after each change. Returns how to stop. */
  subscribe(listener: (state: FlowState) => void): () => void;
  /** Starts, or starts anew after a failure: as the last start did if nothing is given, at first at `second_factor`. */
  start(start?: { level: ReverificationLevel; actionId?: string }): Promise<void>;
  /** Picks a factor, preparing it unless it is prepared already. */
  choose(factor: Factor): Promise<void>;
  /** Checks an answer. For a passkey, call it inside the user's click. */
  submit(answer?: FlowAnswer): Promise<void>;
  /** Sends the code again. */
  resend(): Promise<void>;
  showMethods(): void;
  back(): void;
  /**
   * Ends the verification by what has become known elsewhere: the user has verified in another tab (which is activated,
   * as every success), or the error `session_changed`. Whoever calls it has asked the server.
   */
  conclude(outcome: Verification | FlowError): Promise<void>;
  cancel(): void;
}
