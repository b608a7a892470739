import type { Pending } from './pending.js';

/**
 * Remembers in `sessionStorage`: as long as the tab, for this tab alone. Where there is none, a code that was sent earlier
 * is still known from what the server says.
 *
 * @param scope tells apart those who verify by different servers in one page: an endpoint.
 */
export function browserPending(scope = ''): Pending {
  let loading: Promise<Pending | undefined> | undefined;
  // Beside the first request to the server, and no reason not to verify if it cannot be had.
  const load = () =>
    (loading ??= import('./pending-memory.js').then(
      ({ sessionPending }) => sessionPending(scope),
      () => undefined,
    ));
  return {
    keep: (state) => void load().then((pending) => pending?.keep(state)),
    recall: (verification) => load().then((pending) => pending?.recall(verification)),
  };
}
