import { unlessAborted } from './abort.js';
import type { Pending } from './pending.js';

/** How long a question to the user waits for what is remembered. Milliseconds. */
const PATIENCE = 1000;

/**
 * Remembers in `sessionStorage`: as long as the tab, for this tab alone. Where there is none, a code that was sent earlier
 * is still known from what the server says.
 *
 * @param scope tells apart those who verify by different servers in one page: an endpoint.
 */
export function browserPending(scope = ''): Pending {
  let loading: Promise<Pending | undefined> | undefined;
  // Beside the first request to the server, and no reason not to verify if it cannot be had, or does not come.
  const load = () =>
    (loading ??= unlessAborted(AbortSignal.timeout(PATIENCE), () => import('./pending-memory.js')).then(
      ({ sessionPending }) => sessionPending(scope),
      () => undefined,
    ));
  return {
    keep: (state) => void load().then((pending) => pending?.keep(state)),
    recall: (verification) => load().then((pending) => pending?.recall(verification)),
  };
}
