import { gateOf } from '../intercept/gate.js';
import type { Reverify } from '../intercept/gate.js';
import type { PageInterface } from './answer-ask.js';
import { away, here, parseAsk } from './messages.js';

/** What a page has of its workers: a `Worker`, a `SharedWorker` or its port, `navigator.serviceWorker`, any port. */
export type AnsweredWorker = Worker | SharedWorker | ServiceWorkerContainer | MessagePort;

export interface AnswerWorkerOptions {
  /** Asks the user. Default: the page's `<reverify-dialog>`. */
  reverify?: Reverify;
}

/** What a page asks with where it does not say: its dialog, shared by all. */
export type PageDialog = Pick<PageInterface, 'reverify' | 'canBeSeen'>;

/** Undoes one {@link answerWorker}. */
export interface WorkerAnswering {
  /** Whoever is being asked for a worker is asked no longer by this page. */
  dispose(): void;
}

/**
 * Lets code in a worker, that imports `reverify-dialog/worker`, ask the user by this page. What the page's own requests and
 * its workers wait for is one dialog.
 */
export function answerWorker(
  worker: AnsweredWorker,
  { reverify }: AnswerWorkerOptions,
  dialog: PageDialog,
): WorkerAnswering {
  const disposing = new AbortController();
  const { signal } = disposing;
  // An interface of one's own may be seen elsewhere than in this document.
  const page = { gate: gateOf(reverify), ...(reverify ? { reverify, canBeSeen: () => true } : dialog) };
  const source: EventTarget = 'port' in worker ? worker.port : worker;

  const onMessage = (event: Event) => {
    if (!(event instanceof MessageEvent)) return;
    const ask = parseAsk(event.data);
    const [port] = event.ports;
    // It is none of the application's messages; and whoever answers the same worker a second time leaves it to us.
    if (ask) event.stopImmediatePropagation();
    // Where it cannot be loaded the worker does not hear from us, and looks for another page.
    if (ask && port) {
      import('./answer-ask.js').then(
        ({ answerAsk }) => answerAsk(port, ask, page, signal),
        () => undefined,
      );
    }
  };
  source.addEventListener('message', onMessage, { signal });
  greet(worker);
  if (!('ready' in worker)) addEventListener('pagehide', () => portOf(worker).postMessage(away), { signal });
  // Who comes back from the back-forward cache has said goodbye before.
  addEventListener('pageshow', ({ persisted }) => persisted && greet(worker), { signal });
  return { dispose: () => disposing.abort() };
}

/** Begins to receive, and says so: what a worker asked before was perhaps not heard. */
function greet(worker: AnsweredWorker): void {
  if ('ready' in worker) {
    worker.startMessages();
    void worker.ready.then(({ active }) => active?.postMessage(here));
    return;
  }
  const port = portOf(worker);
  if ('start' in port) port.start();
  port.postMessage(here);
}

const portOf = (worker: Worker | SharedWorker | MessagePort) => ('port' in worker ? worker.port : worker);
