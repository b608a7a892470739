import { parsePageMessage } from './messages.js';
import type { Ask, PageMessage, WorkerMessage } from './messages.js';
import type { PageTarget } from './pages.js';
import { whenGone } from './presence.js';

/** How an attempt ends: as the user's verification did, or because the page has gone. */
export type Answer = Extract<PageMessage, { type: 'verified' | 'failed' | 'gone' }>;

const toldTo = (port: MessagePort, message: WorkerMessage) => port.postMessage(message);

/** Offers one ask to pages. The first that the user sees gets it, the others are told to leave. */
export class Attempt {
  readonly #ask: Ask;
  readonly #onEnd: (answer: Answer) => void;
  readonly #ended = new AbortController();
  /** The way to each page that was offered the ask. */
  readonly #ports = new Set<MessagePort>();
  readonly #heardBy = new Set<MessagePort>();
  #asking: MessagePort | undefined;

  constructor(ask: Ask, onEnd: (answer: Answer) => void) {
    this.#ask = ask;
    this.#onEnd = onEnd;
  }

  get isHeard(): boolean {
    return this.#heardBy.size > 0;
  }

  /** A page may be offered it twice, if it did not listen the first time: there is only one that asks. */
  offer(page: PageTarget): void {
    if (this.#asking || this.#ended.signal.aborted) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      const message = parsePageMessage(data);
      if (message && !this.#ended.signal.aborted) this.#hear(port1, message);
    };
    this.#ports.add(port1);
    page.postMessage(this.#ask, { transfer: [port2] });
  }

  end(answer: Answer): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    for (const port of this.#ports) {
      toldTo(port, { type: 'leave' });
      // What was said is still heard. An open port would keep this attempt, and in Node the process.
      port.close();
    }
    this.#onEnd(answer);
  }

  #hear(port: MessagePort, message: PageMessage): void {
    switch (message.type) {
      case 'heard':
        this.#heardBy.add(port);
        whenGone(message.presence, this.#ended.signal, () => this.#lose(port));
        break;
      case 'ready':
        if (!this.#asking) this.#choose(port);
        break;
      case 'gone':
        this.#lose(port);
        break;
      case 'verified':
      case 'failed':
        if (port === this.#asking) this.end(message);
    }
  }

  #choose(chosen: MessagePort): void {
    this.#asking = chosen;
    for (const port of this.#ports) toldTo(port, { type: port === chosen ? 'go' : 'leave' });
  }

  #lose(port: MessagePort): void {
    this.#heardBy.delete(port);
    // With it, or with the last that could ask, this attempt is at its end.
    if (port === this.#asking || (!this.#asking && !this.isHeard)) this.end({ type: 'gone' });
  }
}
