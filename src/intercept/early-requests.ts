import { listenFirst, prototypeOf } from './first-listener.js';
import type { Reverify } from './gate.js';
import { isBeneath } from './outermost.js';
import { methodOf, overrideMethod } from './property-override.js';
import type { ChallengeReader } from './refusal.js';
import type { FetchArguments } from './replayable-request.js';
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

/**
 * Stands in while page-wide interception is being loaded, so that nothing is lost that is refused meanwhile. `fetch`
 * sends at once, and only a refusal waits to be judged. An `XMLHttpRequest` waits before it is sent: afterwards its caller
 * would see the refusal. Where interception cannot be loaded, all goes on without it.
 */
export function standIn(loading: Promise<PageWide>, reverify: Reverify): void {
  const prototype = prototypeOf(XMLHttpRequest);
  const requests = new Map<XMLHttpRequest, EarlyRequest>();
  const fetch: Fetch = window.fetch.bind(window);
  const earlyFetch = createReverifyingFetch(
    {
      fetch,
      challenges: [async (...refusal) => (await ready).readChallenge(...refusal)],
      onCancel: 'respond',
      onFailure: 'respond',
    },
    reverify,
  );
  let pageWide: PageWide | undefined;
  let isOver = false;

  const restorers = ['open', 'setRequestHeader', 'send', 'abort'].map((name) =>
    overrideMethod<XMLHttpRequest>(prototype, name, (inherited) => (xhr, args) => {
      const go = () => inherited(xhr, args);
      const early = requests.get(xhr);
      if (name === 'send' && early && !early.send) {
        early.told.push([name, [copyBody(args[0])]]);
        early.send = go;
        return;
      }
      if (name === 'open') {
        go();
        requests.delete(xhr);
        if (!isOver && (args.length < 3 || args[2])) requests.set(xhr, { told: [[name, args]] });
        return;
      }
      if (early?.send) {
        // Sent now, it complains, or is aborted, as the platform does it.
        requests.delete(xhr);
        early.send();
      }
      early?.told.push([name, args]);
      go();
    }),
  );
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

  const end = () => {
    isOver = true;
    for (const restore of restorers) restore();
    pageWide?.install();
    const waiting = [...requests];
    requests.clear();
    for (const [xhr, { told }] of waiting) {
      for (const [name, args] of told) methodOf(Reflect.get(prototype, name))(xhr, args);
    }
  };
  const ready = (async () => {
    try {
      return (pageWide = await loading);
    } finally {
      // Before anybody hears of it who has waited.
      end();
    }
  })();
}
