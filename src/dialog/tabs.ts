import type { SessionInfo, Verification } from '../protocol/verification.js';
import type { FlowState, VerificationFlow } from '../verification/state.js';
import type { Verifier } from '../verification/verifier.js';
import { canBeAnsweredElsewhere, lookElsewhere } from './elsewhere.js';
import { inTurn } from './in-turn.js';
import { paced } from './paced.js';
import type { Prompt } from './prompt.js';
import { openTabChannel } from './tab-channel.js';
import type { TabChannel } from './tab-channel.js';

/** Between two looks at the session, however many messages ask for one. Milliseconds. */
const PAUSE = 1000;

/** What the tabs that wait take turns at. */
const LOOK = 'reverify-dialog.look';

/** A dialog that waits for its user. */
export interface WaitingDialog {
  readonly flow: VerificationFlow;
  readonly verifier: Verifier;
  readonly prompt: Prompt;
  readonly endpoint: string;
  /** Called when the page is looked at again: what the dialog shows depends on the time, and its timers slept. */
  readonly onSeen: () => void;
}

/**
 * Until the flow ends: notices that the user has verified in another tab, or has signed out or changed there, and tells
 * the other tabs when the user has verified here. What they hear, and that this page is looked at again, is only a reason
 * to ask the server.
 */
export function watchTabs({ flow, verifier, prompt, endpoint, onSeen }: WaitingDialog): void {
  const watch = new AbortController();
  let channel: TabChannel | undefined;
  let verification: Verification | undefined;
  /** The session as the server first told of it. */
  let before: SessionInfo | undefined;
  /** A message that came too early to be understood; or may have come before anybody listened. */
  let hasMissed = flow.state.name !== 'starting';

  const look = paced(async (signal) => {
    await inTurn(LOOK, signal, async () => {
      if (!verification || !before) return;
      const outcome = await lookElsewhere(verifier, prompt, verification, before, signal);
      if (outcome && !signal.aborted) await flow.conclude(outcome);
    });
  }, PAUSE);

  function onVerified(session: string): void {
    if (!before) hasMissed = true;
    else if (session === before.id && canBeAnsweredElsewhere(prompt, before)) look.request();
  }

  function wake(): void {
    channel ??= openTabChannel(endpoint, onVerified);
    onSeen();
    if (!look.isUnderWay) look.request();
  }

  // An open channel can keep a page out of the back/forward cache, and what it hears there would be too late anyway.
  function sleep(): void {
    look.interrupt();
    channel?.close();
    channel = undefined;
  }

  function follow(state: FlowState): void {
    if ('verification' in state) {
      verification = state.verification;
      before ??= verification.session;
      if (hasMissed && canBeAnsweredElsewhere(prompt, before)) look.request();
      hasMissed = false;
    }
    if (state.actions.length === 0) end(state);
  }

  function end(state: FlowState): void {
    watch.abort();
    const session = state.name === 'complete' ? state.verification.session.id : undefined;
    if (session !== undefined) channel?.tell(session);
    sleep();
  }

  const on = (target: EventTarget, type: string, listener: (event: Event) => void) =>
    target.addEventListener(type, listener, { signal: watch.signal });
  on(globalThis, 'pagehide', sleep);
  on(globalThis, 'pageshow', (event) => event instanceof PageTransitionEvent && event.persisted && wake());
  on(document, 'freeze', sleep);
  on(document, 'resume', wake);
  on(document, 'visibilitychange', () => document.hidden || wake());

  channel = openTabChannel(endpoint, onVerified);
  flow.subscribe(follow);
  follow(flow.state);
}
