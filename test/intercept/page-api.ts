import { interceptPage } from '../../src/intercept/intercept-page.js';
import type { InterceptPageOptions, PageInterception } from '../../src/intercept/intercept-page.js';
import type { Reverify } from '../../src/intercept/gate.js';
import type { Challenge } from '../../src/protocol/challenge.js';
import { ReverificationError } from '../../src/errors.js';

/** What the API received. `body` holds one character for each byte. */
export interface Received {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** The test server, by a name that is not the page's. */
export const otherOrigin = `${location.protocol}//127.0.0.1:${location.port}`;

/** An address of the API, and what arrived there. */
export function endpoint(query: Record<string, string> = {}, origin = '') {
  const id = crypto.randomUUID();
  const url = `${origin}/page-api/transfer?${new URLSearchParams({ ...query, id }).toString()}`;
  return {
    id,
    url,
    async received(): Promise<Received[]> {
      const response = await fetch(`/page-api/received?id=${id}`);
      return (await response.json()) as Received[];
    },
  };
}

/** An interface that is answered by the test. */
export class Asked {
  /** How often the user was asked. */
  count = 0;
  challenge: Challenge | undefined;
  signal: AbortSignal | undefined;
  reason: string | undefined;
  #answer: { resolve: (value?: unknown) => void; reject: (error: Error) => void } | undefined;
  #seen = () => {};
  readonly #first = new Promise<void>((resolve) => (this.#seen = resolve));

  constructor(private readonly atOnce?: 'verify' | 'cancel') {}

  readonly reverify: Reverify = (challenge, { signal, reason }) => {
    this.count++;
    this.challenge = challenge;
    this.signal = signal;
    this.reason = reason;
    const answered = new Promise<unknown>((resolve, reject) => (this.#answer = { resolve, reject }));
    this.#seen();
    if (this.atOnce) this[this.atOnce]();
    return answered;
  };

  /** Resolves when the user is asked for the first time. */
  once(): Promise<void> {
    return this.#first;
  }

  verify(): void {
    this.#answer?.resolve();
  }

  cancel(): void {
    this.#answer?.reject(new ReverificationError('reverification_cancelled', 'No'));
  }
}

const installed: PageInterception[] = [];

export function install(asked: Asked, options: InterceptPageOptions = {}): PageInterception {
  const interception = interceptPage(
    { reverify: asked.reverify, ...options },
    {
      reverify() {
        throw new Error('The page was asked');
      },
    },
  );
  installed.push(interception);
  return interception;
}

export function disposeAll(): void {
  for (const interception of installed.splice(0)) interception.dispose();
}

/** Everything an XMLHttpRequest tells its caller, in order. */
export function eventLog(xhr: XMLHttpRequest): string[] {
  const log: string[] = [];
  const note = (name: string) => (event: Event) => {
    const progress = event instanceof ProgressEvent ? ` ${event.loaded}/${event.total}` : '';
    log.push(`${name}.${event.type} ${xhr.readyState} ${xhr.status}${progress}`);
  };
  for (const [name, target] of Object.entries({ xhr, upload: xhr.upload })) {
    for (const type of ['readystatechange', 'loadstart', 'progress', 'load', 'loadend', 'error', 'abort', 'timeout']) {
      target.addEventListener(type, note(name));
    }
  }
  return log;
}

export const ended = (xhr: XMLHttpRequest): Promise<void> =>
  new Promise((resolve) => xhr.addEventListener('loadend', () => resolve()));
