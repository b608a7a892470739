import { setImmediate as turn } from 'node:timers/promises';
import { gateOf } from '../../src/intercept/gate.js';
import type { ReverificationLevel } from '../../src/protocol/reverification.js';

/** One request that is answered when the test says so. */
interface Held {
  refuse: () => void;
}

/**
 * A `fetch` below the wrapper that refuses until `verified()`: paths that end in `multi_factor` with that level, others
 * with `second_factor`. No network, so that a test decides what happens when.
 */
export class StubApi {
  readonly calls: string[] = [];
  readonly #held = new Map<string, (response: Response) => void>();
  readonly #onSent: (() => void)[] = [];
  readonly #satisfied = new Set<ReverificationLevel>();
  #answer: ((level: ReverificationLevel) => Response) | undefined;

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    this.calls.push(url);
    for (const notice of this.#onSent.splice(0)) notice();
    await turn();
    if (this.#held.has(url)) return this.#wait(url, init?.signal);
    const level = url.endsWith('multi_factor') ? 'multi_factor' : 'second_factor';
    if (this.#answer) return this.#answer(level);
    return this.#satisfied.has(level) ? new Response('done') : refusal(level);
  };

  /** From now on, what is sent is let through: for all levels, or for one. */
  verified(level?: ReverificationLevel): void {
    for (const satisfied of level ? [level] : (['second_factor', 'multi_factor'] as const))
      this.#satisfied.add(satisfied);
  }

  /** From now on, what is sent is answered so. */
  answerWith(answer: (level: ReverificationLevel) => Response): void {
    this.#answer = answer;
  }

  /** The next request to this address waits. */
  hold(url: string): Held {
    const { promise, resolve } = deferred<Response>();
    this.#promises.set(url, promise);
    this.#held.set(url, resolve);
    return { refuse: () => resolve(refusal('second_factor')) };
  }

  readonly #promises = new Map<string, Promise<Response>>();

  #wait(url: string, signal: AbortSignal | null | undefined): Promise<Response> {
    this.#held.delete(url);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return Promise.race([this.#promises.get(url) ?? aborted, aborted]);
  }

  /** Resolves once so many requests have been sent. */
  async sent(times: number): Promise<void> {
    while (this.calls.length < times) await new Promise<void>((resolve) => this.#onSent.push(resolve));
  }

  /** How often each address was requested. */
  counts(): number[] {
    return [...new Set(this.calls)].map((url) => this.calls.filter((call) => call === url).length);
  }
}

const refusal = (level: ReverificationLevel) =>
  Response.json(
    {
      clerk_error: {
        type: 'forbidden',
        reason: 'reverification-error',
        metadata: { reverification: { level, afterMinutes: 10 } },
      },
    },
    { status: 403 },
  );

/** Resolves once `count` refused calls wait for the interface `ask`. */
export async function waitingFor(ask: object, count: number): Promise<void> {
  while (gateOf(ask).waiting?.size !== count) await turn();
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
