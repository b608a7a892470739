import { ReverificationError, isReverificationFailure } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import type { Gate, Prompt, Reverify } from './gate.js';

/** What a refused call brings to the gate. */
export interface Refusal {
  challenge: Challenge;
  /** The gate's epoch when the call was sent. */
  sentAt: number;
  /** The caller's: takes this call out of the waiting. */
  signal?: AbortSignal | null | undefined;
}

/**
 * Waits for a verification: joins the one under way, or starts one. If one succeeded since the call was sent nobody is
 * asked. The last call to leave, by its signal, ends the verification.
 *
 * @returns whether this call's refusal started the verification.
 * @throws ReverificationError, the same for all who wait; or the reason of the call's signal.
 */
export function passGate(gate: Gate, reverify: Reverify, { challenge, sentAt, signal }: Refusal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    if (sentAt < gate.epoch) {
      resolve(false);
      return;
    }
    const isOwner = !gate.prompt;
    const prompt = (gate.prompt ??= openPrompt(gate, reverify, challenge));
    const leave = () => {
      // Rejects with the caller's own reason, whatever it is, as `fetch` does.
      resolve(new Promise(() => signal?.throwIfAborted()));
      if (--prompt.waiting > 0 || prompt !== gate.prompt) return;
      gate.prompt = undefined;
      prompt.controller.abort();
    };
    prompt.waiting++;
    signal?.addEventListener('abort', leave);
    prompt.done.finally(() => signal?.removeEventListener('abort', leave)).then(() => resolve(isOwner), reject);
  });
}

function openPrompt(gate: Gate, reverify: Reverify, challenge: Challenge): Prompt {
  const controller = new AbortController();
  const { signal } = controller;
  const done = (async () => {
    // A tick later, so that an interface whose own request is refused finds this prompt open.
    await Promise.resolve();
    try {
      await reverify(challenge, { signal });
      // After the last caller left, this answers a question that nobody asks any more.
      if (!signal.aborted) gate.epoch++;
    } catch (error) {
      throw asReverificationError(error);
    } finally {
      if (!signal.aborted) gate.prompt = undefined;
    }
  })();
  return { waiting: 0, controller, done };
}

const asReverificationError = (error: unknown) =>
  isReverificationFailure(error)
    ? error
    : new ReverificationError('reverification_failed', 'The verification could not be carried out: see cause', {
        cause: error,
      });
