import type { ReverifyOptions } from '../../src/intercept/gate.js';
import type { Challenge } from '../../src/protocol/challenge.js';

/** What the API remembers of a request. A form's `sha256` is without its boundary. */
export interface Received {
  method: string;
  url: string;
  headers: Partial<Record<string, string>>;
  body?: { length: number; sha256: string; boundary?: string; hasOwnBoundary: boolean; text?: string };
}

/** The API of `test/harness/test-api.mjs`, one key of it. */
export class RefusingApi {
  readonly key = crypto.randomUUID();

  /** @param origin where the API is; in a browser, where the page is. */
  constructor(readonly origin = '') {}

  url(action: string, query: Record<string, string | number> = {}): string {
    const search = new URLSearchParams({ key: this.key });
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    return `${this.origin}/test-api/${action}?${search.toString()}`;
  }

  /** Refuses the first `refuse` requests with a challenge in `form`, and echoes the next. */
  refusing(refuse = 1, query: Record<string, string | number> = {}): string {
    return this.url('echo', { refuse, ...query });
  }

  async received(): Promise<Received[]> {
    const response = await fetch(this.url('received'));
    return (await response.json()) as Received[];
  }
}

/** A `reverify` whose end the test decides. */
export class Asked {
  readonly challenges: Challenge[] = [];
  readonly signals: AbortSignal[] = [];
  readonly reasons: (string | undefined)[] = [];
  readonly #open: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly reverify = (challenge: Challenge, { signal, reason }: ReverifyOptions): Promise<void> => {
    this.challenges.push(challenge);
    this.signals.push(signal);
    this.reasons.push(reason);
    return new Promise((resolve, reject) => {
      this.#open.push({ resolve, reject });
      for (const notice of this.#waiting.splice(0)) notice();
    });
  };

  /** Resolves once the user has been asked `times` times. */
  async times(times: number): Promise<void> {
    while (this.challenges.length < times) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Ends the latest verification with success. */
  verify(): void {
    this.#open.at(-1)?.resolve();
  }

  /** Ends the latest verification with an error. */
  fail(error: unknown): void {
    this.#open.at(-1)?.reject(error);
  }
}

/** Asked, and verified at once. */
export const alwaysVerified = (): Promise<void> => Promise.resolve();
