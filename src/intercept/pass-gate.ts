import type { Challenge } from '../protocol/challenge.js';
import { covers, together } from './coverage.js';
import type { Gate, Prompt, Reverify, SetAwaited, Waiter } from './gate.js';
import { answers, outcomeFor, record } from './outcomes.js';

/** What a refused call brings to the gate. */
export interface Refusal {
  challenge: Challenge;
  /** The gate's epoch when the call was sent. */
  sentAt: number;
  /** The caller's: takes this call out of the waiting. */
  signal?: AbortSignal | null | undefined;
  /** Why the user is asked, should this call be the first that is refused. */
  reason?: string | undefined;
  /** Ends, once it waits, that its answer is awaited: the last of a moment has all asked for. */
  setAwaited: SetAwaited;
}

/**
 * How long to wait for the other refusals of the same moment, if any answer is awaited, before the user is asked, so that
 * they are asked once, for the strictest. Milliseconds: twenty requests sent together are refused within so much of each other
 * (six within 20 ms, in browsers on a busy machine), and what follows within 100 ms is felt as immediate (RAIL).
 */
const MOMENT = 50;

/**
 * Waits until the user has answered this call's challenge: joins the prompt under way where that covers it, else is asked
 * for next. If one that covers it has succeeded since the call was sent nobody is asked. The last call to leave a prompt, by
 * its signal, closes it.
 *
 * @returns whether this call's refusal opened the prompt.
 * @throws ReverificationError saying how the prompt ended; or the reason of the call's signal.
 */
export function passGate(gate: Gate, reverify: Reverify, refusal: Refusal): Promise<boolean> {
  const { challenge, sentAt, signal, reason, setAwaited } = refusal;
  const passed = new Promise<boolean>((resolve, reject) => {
    signal?.throwIfAborted();
    const settle: Waiter['settle'] = ({ error }, isOwner) => {
      signal?.removeEventListener('abort', leave);
      if (error) reject(error);
      else resolve(isOwner);
    };
    const waiting = (gate.waiting ??= new Set());
    const waiter: Waiter = { challenge, reverify, reason, settle };
    const leave = () => {
      signal?.removeEventListener('abort', leave);
      // Rejects with the caller's own reason, whatever it is, as `fetch` does.
      resolve(new Promise(() => signal?.throwIfAborted()));
      waiting.delete(waiter);
      closeIfAbandoned(gate);
    };
    const outcome = outcomeFor(gate, challenge, sentAt);
    if (outcome) {
      settle(outcome, false);
      return;
    }
    waiting.add(waiter);
    signal?.addEventListener('abort', leave);
    if (!gate.prompt) setTimeout(openPrompt(gate).ask, MOMENT);
  });
  setAwaited(false);
  return passed;
}

function openPrompt(gate: Gate): Prompt {
  const prompt: Prompt = { controller: new AbortController(), ask: () => void ask(gate, prompt) };
  gate.prompt = prompt;
  return prompt;
}

async function ask(gate: Gate, prompt: Prompt): Promise<void> {
  const { signal } = prompt.controller;
  // In a page that is only made ready, should the user open it, nobody is there to be asked, and no code is to be sent.
  if ((globalThis as { document?: Document & { prerendering?: boolean } }).document?.prerendering) {
    // It comes once in a page's life.
    document.addEventListener('prerenderingchange', prompt.ask, { signal });
    return;
  }
  const [owner, ...others] = gate.waiting ?? [];
  if (!owner || gate.prompt !== prompt || prompt.challenge) return;
  const asked = together([owner.challenge, ...others.map(({ challenge }) => challenge)]);
  prompt.challenge = asked;
  // What opened the dialog; a poll in the background may have been refused a moment before, and has nothing to say.
  const { reason } = [owner, ...others].find((waiter) => waiter.reason && covers(asked, waiter.challenge)) ?? owner;
  const answer = new Promise((resolve) => resolve(owner.reverify(asked, { signal, reason })));
  const [result] = await Promise.allSettled([answer]);
  // After the last caller left, this answers a question that nobody asks any more.
  if (gate.prompt !== prompt) return;
  const outcome = record(gate, asked, result);
  for (const waiter of gate.waiting ?? []) {
    if (!answers(outcome, waiter.challenge)) continue;
    gate.waiting?.delete(waiter);
    waiter.settle(outcome, waiter === owner);
  }
  askNext(gate);
}

/** For those whose challenge is still unanswered. */
function askNext(gate: Gate): void {
  gate.prompt = undefined;
  if (gate.waiting?.size) openPrompt(gate).ask();
}

/** Nobody is asked for the sake of who waits for something else. */
function closeIfAbandoned(gate: Gate): void {
  const { waiting, prompt } = gate;
  if (!waiting || !prompt) return;
  const { challenge: asked, controller } = prompt;
  for (const { challenge } of waiting) if (!asked || covers(asked, challenge)) return;
  controller.abort();
  askNext(gate);
}
