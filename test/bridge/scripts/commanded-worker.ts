import { pagesOfWorker } from '../../../src/bridge/pages.js';
import { createReverifyingFetch, reverifyingFetch } from '../../../src/worker.js';

/** What a test tells a worker to do, with a port for the outcome. */
export type Command =
  | { readonly type: 'fetch'; readonly id: string; readonly url: string; readonly init?: RequestInit }
  | { readonly type: 'abort'; readonly id: string }
  | { readonly type: 'import'; readonly url: string }
  | { readonly type: 'count pages' };

/** What became of it. */
export type Outcome =
  | { readonly status: number; readonly text: string }
  | { readonly error: { readonly name: string; readonly code: unknown; readonly message: string } };

const pages = pagesOfWorker();
const controllers = new Map<string, AbortController>();

async function carryOut(command: Command): Promise<Outcome> {
  try {
    if (command.type === 'import') {
      const names = Object.keys((await import(command.url)) as object);
      return { status: 200, text: names.join() };
    }
    if (command.type === 'count pages') return { status: 200, text: String((await pages.find()).length) };
    if (command.type === 'abort') {
      controllers.get(command.id)?.abort();
      return { status: 200, text: '' };
    }
    const controller = new AbortController();
    controllers.set(command.id, controller);
    const response = await reverifyingFetch(command.url, { ...command.init, signal: controller.signal });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: unknown };
    return { error: { name, message, code } };
  }
}

function listen(target: Pick<EventTarget, 'addEventListener'>): void {
  target.addEventListener('message', (event) => {
    // A service worker's is no `MessageEvent`, but has the same members.
    const { data, ports } = event as MessageEvent<{ command?: Command }>;
    const { command } = data;
    const [port] = ports;
    if (command && port) void carryOut(command).then((outcome) => port.postMessage(outcome));
  });
}

listen(globalThis);

globalThis.addEventListener('connect', (event) => {
  const [port] = event instanceof MessageEvent ? event.ports : [];
  if (!port) return;
  listen(port);
  port.start();
});

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const preparingFetch = createReverifyingFetch({
  prepareReplay: (request) => {
    const prepared = new Request(request);
    prepared.headers.set('X-Prepared', 'yes');
    return prepared;
  },
});

globalThis.addEventListener('fetch', (event) => {
  const fetchEvent = event as FetchEvent;
  const { request } = fetchEvent;
  const through = new URL(request.url).searchParams.get('through');
  const send = through === 'worker' ? reverifyingFetch : preparingFetch;
  if (through) fetchEvent.respondWith(send(request));
});
