import { setImmediate as turn } from 'node:timers/promises';
import { gateOf } from '../../src/intercept/gate.js';
import type { ReverificationLevel } from '../../src/protocol/reverification.js';
import { deferred } from '../harness/deferred.js';

/** One request that is answered when the test says so. */
interface Held {
  refuse: (level?: ReverificationLevel) => void;
  answer: (response: Response | Promise<Response>) => void;
}

const levels = ['first_factor', 'second_factor', 'multi_factor'] as const;

/**
 * A `fetch` below the wrapper that refuses until `verified()`: paths that end in a level with that one, others with
 * `second_factor`; and those with a query `action` until that is `approved()`. No network, so that a test decides what
 * happens when.
 */
export class StubApi {
  readonly calls: string[] = [];
  readonly #held = new Map<string, Held['answer']>();
  readonly #onSent: (() => void)[] = [];
  readonly #satisfied = new Set<ReverificationLevel>();
  readonly #approved = new Set<string>();
  #answer: ((level: ReverificationLevel) => Response) | undefined;

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    this.calls.push(url);
    for (const notice of this.#onSent.splice(0)) notice();
    await turn();
    if (this.#held.has(url)) return this.#wait(url, init?.signal);
    const { pathname, searchParams } = new URL(url);
    const level = levels.find((name) => pathname.endsWith(name)) ?? 'second_factor';
    if (this.#answer) return this.#answer(level);
    const action = searchParams.get('action');
    const isAllowed = this.#satisfied.has(level) && (action === null || this.#approved.has(action));
    return isAllowed ? new Response('done') : refusal(level, action);
  };

  /** From now on, what is sent is let through: for all levels, or for one. */
  verified(level?: ReverificationLevel): void {
    for (const satisfied of level ? [level] : levels) this.#satisfied.add(satisfied);
  }

  /** From now on, the requests with this action are let through. */
  approved(action: string): void {
    this.verified();
    this.#approved.add(action);
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
    return { refuse: (level = 'second_factor') => resolve(refusal(level)), answer: resolve };
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

function refusal(level: ReverificationLevel, action: string | null = null): Response {
  const reverification = { level, afterMinutes: 10 };
  const metadata = { reverification, ...(action !== null && { action: { id: action, summary: action } }) };
  return Response.json(
    { clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata } },
    { status: 403 },
  );
}

/** Resolves once `count` refused calls wait for the interface `ask`. */
export async function waitingFor(ask: object, count: number): Promise<void> {
  while (gateOf(ask).waiting?.size !== count) await turn();
}
