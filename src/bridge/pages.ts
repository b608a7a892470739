import { isJsonObject } from '../protocol/json.js';
import { isAway, isHere } from './messages.js';

/** Where a page may listen: a port, a service worker's `Client`, or the scope of a dedicated worker. */
export interface PageTarget {
  postMessage(message: unknown, options: { transfer: Transferable[] }): void;
}

/** The pages that a worker could ask. */
export interface Pages {
  /** Those that there are now. */
  readonly find: () => readonly PageTarget[] | Promise<readonly PageTarget[]>;
  /** Calls `listener` for each page that begins to answer from now on. Returns how to stop. */
  readonly onArrival: (listener: (page: PageTarget) => void) => () => void;
}

type Source = Pick<EventTarget, 'addEventListener'>;

/** What a service worker has in its global scope. */
interface WorkerScope extends Source {
  readonly clients?: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly PageTarget[]>;
  };
}

/** The pages of the worker that this runs in; none anywhere else. To be called while the worker's script first runs. */
export function pagesOfWorker(): Pages {
  const arrivals = new Arrivals();
  const pages = (find: Pages['find']): Pages => ({ find, onArrival: arrivals.listen });
  // Other runtimes may have a `postMessage` that leads nowhere.
  if (!('WorkerGlobalScope' in globalThis)) return pages(() => []);
  const scope: WorkerScope & PageTarget = globalThis;
  if ('onconnect' in scope) return pages(portsOf(scope, arrivals));
  arrivals.hear(scope);
  const { clients } = scope;
  // Also pages that a service worker does not control yet, or any more.
  return pages(clients ? () => clients.matchAll({ type: 'window', includeUncontrolled: true }) : () => [scope]);
}

/** The one page at the other end of a port. */
export function pageBehind(port: MessagePort): Pages {
  const arrivals = new Arrivals();
  arrivals.hear(port);
  port.start();
  return { find: () => [port], onArrival: arrivals.listen };
}

/** The pages of a shared worker, which may outlive thousands of them: those that have not said that they are left. */
function portsOf(scope: Source, arrivals: Arrivals): Pages['find'] {
  const ports = new Set<MessagePort>();
  scope.addEventListener('connect', (event) => {
    const [port] = event instanceof MessageEvent ? event.ports : [];
    if (!port) return;
    ports.add(port);
    port.addEventListener('message', ({ data }) => {
      if (isHere(data)) ports.add(port);
      if (isAway(data)) ports.delete(port);
    });
    // Also of a page that crashed, or has never answered: not every browser says so yet.
    port.addEventListener('close', () => ports.delete(port));
    arrivals.hear(port);
    port.start();
  });
  return () => [...ports];
}

/** Who listens for pages that begin to answer. */
class Arrivals {
  readonly #listeners = new Set<(page: PageTarget) => void>();

  readonly listen: Pages['onArrival'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  hear(source: Source): void {
    source.addEventListener('message', (event) => {
      // A service worker's are no `MessageEvent`.
      if (!isJsonObject(event) || !isHere(event['data'])) return;
      // It hears all of its pages in one place.
      const page = event['source'] ?? source;
      if (isTarget(page)) for (const listener of this.#listeners) listener(page);
    });
  }
}

const isTarget = (value: unknown): value is PageTarget => isJsonObject(value) && 'postMessage' in value;
