/**
 * How one side of the bridge learns, without asking over and over, that the other has gone, also by a crash: each holds a
 * lock of its own name (Web Locks), and whoever waits for that lock gets it when its holder is no more.
 *
 * @returns the name, once the lock is held; `undefined` where there are no locks (an insecure page, blocked storage): then
 *   only those are missed who say goodbye.
 */
export function beThere(signal: AbortSignal): Promise<string | undefined> {
  const locks = locksOf(globalThis);
  return new Promise((resolve) => {
    if (!locks) {
      resolve(undefined);
      return;
    }
    const name = `reverify-dialog:${crypto.randomUUID()}`;
    const hold = () =>
      new Promise<void>((release) => {
        resolve(name);
        if (signal.aborted) release();
        signal.addEventListener('abort', () => release());
      });
    locks.request(name, hold).catch(() => resolve(undefined));
  });
}

/** Calls `leave` when whoever is there by that name is no more, unless `signal` is aborted first. */
export function whenGone(name: string | undefined, signal: AbortSignal, leave: () => void): void {
  if (!name) return;
  const missed = () => {
    if (!signal.aborted) leave();
  };
  locksOf(globalThis)
    ?.request(name, { signal }, missed)
    .catch(() => undefined);
}

/** By its type it is always there. */
const locksOf = ({ navigator }: { navigator?: Partial<Pick<Navigator, 'locks'>> }) => navigator?.locks;
