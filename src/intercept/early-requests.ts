import { listenFirst, prototypeOf } from './first-listener.js';
import type { Reverify } from './gate.js';
import { isBeneath } from './outermost.js';
import { methodOf, overrideMethod } from './property-override.js';
import type { ChallengeReader } from './refusal.js';
import type { FetchArguments } from './replayable-request.js';
import { resolveUrl } from './request-url.js';
import { createReverifyingFetch } from './reverifying-fetch.js';
import { copyBody } from './snapshot.js';

type Fetch = typeof globalThis.fetch;

/** Page-wide interception, once it is loaded, as the requests made before need it. */
export interface PageWide {
  /** Puts itself in place. */
  readonly install: () => void;
  /** Hears the events of requests that were made before. */
  readonly onEarlyEvent: (event: Event) => void;
  /** Judges a refusal: of what is not intercepted, none is a challenge. */
  readonly readChallenge: ChallengeReader;
  /** What `fetch` does from now on; `send` lies beneath. */
  readonly fetchVia: (send: Fetch, call: FetchArguments) => Promise<Response>;
}

/** What an XMLHttpRequest was told, in order; with `send`, it waits. */
interface EarlyRequest {
  readonly told: [method: string, args: readonly unknown[]][];
  send?: () => unknown;
}

/** Milliseconds. Longer no request waits for a module that nobody may ever need. */
const PATIENCE = 5000;

/**
 * Stands in while page-wide interception is being loaded, so that nothing is lost that is refused meanwhile. `fetch`
 * sends at once, and only a refusal waits to be judged. An `XMLHttpRequest` waits before it is sent: afterwards its caller
 * would see the refusal. Where interception cannot be loaded, or not in time, all goes on without it.
 *
 * @throws TypeError where a page does not let its functions be replaced; then all is as it was.
 */
export function standIn(loading: Promise<PageWide>, reverify: Reverify): void {
  const prototype = prototypeOf(XMLHttpRequest);
  const requests = new Map<XMLHttpRequest, EarlyRequest>();
  const fetch: Fetch = window.fetch.bind(window);
  const earlyFetch = createReverifyingFetch(
    {
      fetch,
      challenges: [async (...refusal) => (await ready)?.readChallenge(...refusal)],
      onCancel: 'respond',
      onFailure: 'respond',
    },
    reverify,
  );
  const restorers: (() => void)[] = [];
  let pageWide: PageWide | undefined;
  let isOver = false;

  function tell(xhr: XMLHttpRequest, name: string, args: readonly unknown[], go: () => unknown): void {
    const early = requests.get(xhr);
    if (name === 'open') {
      go();
      requests.delete(xhr);
      if (isOver || (args.length > 2 && !args[2])) return;
      // The address that it means now, not after `history.pushState`.
      const [method, address, ...rest] = args;
      requests.set(xhr, { told: [[name, [method, resolveUrl(window, address)?.href ?? address, ...rest]]] });
    } else if (name === 'send' && early && !early.send) {
      early.told.push([name, [bodyOf(args[0])]]);
      early.send = go;
    } else {
      if (early?.send) {
        // Sent now, it complains, or is aborted, as the platform does it.
        requests.delete(xhr);
        early.send();
      }
      go();
      early?.told.push([name, args]);
    }
  }

  function end(): void {
    isOver = true;
    for (const restore of restorers) restore();
  }

  function sendWaiting(): void {
    const waiting = [...requests];
    requests.clear();
    for (const [xhr, { told, send }] of waiting) {
      try {
        for (const [name, args] of told) methodOf(Reflect.get(prototype, name))(xhr, args);
      } catch {
        // As if we were not there.
        send?.();
      }
    }
  }

  async function load(): Promise<void> {
    const loaded = await loading;
    end();
    loaded.install();
    pageWide = loaded;
  }

  async function settle(): Promise<PageWide | undefined> {
    await Promise.race([load().catch(console.error), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    // Before anybody hears of it who has waited.
    end();
    sendWaiting();
    return pageWide;
  }

  try {
    for (const name of ['open', 'setRequestHeader', 'send', 'abort']) {
      restorers.push(
        overrideMethod<XMLHttpRequest>(
          prototype,
          name,
          (inherited) => (xhr, args) => tell(xhr, name, args, () => inherited(xhr, args)),
        ),
      );
    }
    restorers.push(
      listenFirst(prototype, (event) => pageWide?.onEarlyEvent(event)).restore,
      // Whoever has kept this function calls it for ever.
      overrideMethod<unknown, FetchArguments>(
        window,
        'fetch',
        () => (_self, call) =>
          pageWide ? pageWide.fetchVia(fetch, call) : isBeneath() ? fetch(...call) : earlyFetch(...call),
      ),
    );
  } catch (error) {
    end();
    throw error;
  }
  const ready = settle();
}

/** As it is now. What cannot be copied is left for the platform to judge. */
function bodyOf(body: unknown): unknown {
  try {
    return copyBody(body);
  } catch {
    return body;
  }
}
