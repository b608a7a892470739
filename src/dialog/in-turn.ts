/** How long to wait for one's turn: whose it is may have been slowed down, or hang. Milliseconds. */
const PATIENCE = 5_000;

/**
 * Does what all tabs of the origin want to do at the same moment: of those that nobody sees, one after the other, so that
 * the server is not asked by thirty at once. By a lock (Web Locks) rather than by a delay, because browsers wake the timers
 * of hidden pages together. A page that is seen, or comes to be, does it at once.
 *
 * @param signal takes this page out of the queue; then the work is not done.
 */
export async function inTurn(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const locks = locksOf(navigator);
  if (!document.hidden || !locks) return work();
  let begun: Promise<void> | undefined;
  const begin = () => (begun ??= work());
  const seen = new AbortController();
  document.addEventListener('visibilitychange', () => seen.abort(), { once: true });
  const impatience = AbortSignal.any([signal, seen.signal, AbortSignal.timeout(PATIENCE)]);
  await locks.request(name, { signal: impatience }, begin).catch(() => undefined);
  if (!signal.aborted) await begin();
}

/** There are none on insecure pages. */
const locksOf = ({ locks }: { locks?: LockManager }) => locks;
