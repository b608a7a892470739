import { isReverificationFailure } from '../errors.js';
import { awaiting } from '../intercept/gate.js';
import type { Gate, Reverify } from '../intercept/gate.js';
import { passGate } from '../intercept/pass-gate.js';
import { failureMessage, parseWorkerMessage } from './messages.js';
import type { Ask, PageMessage } from './messages.js';
import { beThere, whenGone } from './presence.js';

/** How a page asks. */
export interface PageInterface {
  readonly gate: Gate;
  readonly reverify: Reverify;
  /** Whether the user would see it: else another page is to ask. */
  readonly canBeSeen: () => boolean;
}

/**
 * Answers one ask of a worker: says that it was heard, that the user sees this page, and, if it is this page's to ask, how
 * that ended. The worker waits with the page's own refused requests, for the same dialog.
 *
 * @param disposed aborted when this page does not answer any more.
 */
export async function answerAsk(
  port: MessagePort,
  { challenge, presence, reason }: Ask,
  { gate, reverify, canBeSeen }: PageInterface,
  disposed: AbortSignal,
): Promise<void> {
  // Of what is in the background one does not know yet: browsers may not have laid it out.
  if (!isHidden() && !canBeSeen()) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  // Long before the user sees this page, perhaps: what changes meanwhile, a session say, counts.
  const sentAt = gate.epoch;
  const say = (message: PageMessage) => port.postMessage(message);
  const leave = () => waiting.abort();
  const goAway = () => {
    say({ type: 'gone' });
    leave();
  };

  async function askUser() {
    try {
      const setAwaited = awaiting(gate);
      setAwaited(true);
      await passGate(gate, reverify, { challenge, sentAt, signal, reason, setAwaited });
      say({ type: 'verified', ages: gate.outcomes?.at(-1)?.ages });
    } catch (error) {
      if (isReverificationFailure(error)) say(failureMessage(error));
    }
    // Being there ends when the worker has heard this: by its lock it might learn of that first.
  }

  port.onmessage = ({ data }) => {
    const message = parseWorkerMessage(data);
    if (message?.type === 'go') void askUser();
    else if (message) leave();
  };
  // Also when the page may come back from the back-forward cache: until then it could not answer.
  addEventListener('pagehide', goAway, { signal });
  disposed.addEventListener('abort', goAway, { signal });
  if (disposed.aborted) goAway();
  whenGone(presence, signal, leave);
  const name = await beThere(signal);
  if (signal.aborted) return;
  say({ type: 'heard', presence: name });
  await isSeen(signal);
  if (canBeSeen()) say({ type: 'ready' });
  else goAway();
}

/** How much later a page is ready that is seen, but is not the one that the user works in. Milliseconds. */
const COURTESY = 100;

/** Resolves once the user sees this page. */
function isSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (isHidden()) return;
      if (document.hasFocus() && window === window.parent) resolve();
      else setTimeout(resolve, COURTESY);
    };
    document.addEventListener('visibilitychange', look, { signal });
    look();
  });
}

const isHidden = () => document.visibilityState === 'hidden';
