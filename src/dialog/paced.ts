/** Work that may be asked for more often than it should be done. */
export interface Paced {
  readonly isUnderWay: boolean;
  /** Has it done: now, or after what is under way and the pause that follows. Any number of requests is one. */
  request(): void;
  /** Gives up what is under way, and forgets what was asked for. */
  interrupt(): void;
}

/**
 * Never twice at a time, nor sooner than `pause` milliseconds after it was done.
 *
 * @param work its signal is aborted when it is given up; what it rejects with is nobody's.
 */
export function paced(work: (signal: AbortSignal) => Promise<void>, pause: number): Paced {
  let underWay: AbortController | undefined;
  let pausing: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;

  async function run(): Promise<void> {
    isWanted = false;
    const { signal } = (underWay = new AbortController());
    await work(signal).catch(() => undefined);
    if (signal.aborted) return;
    underWay = undefined;
    pausing = setTimeout(() => {
      pausing = undefined;
      if (isWanted) void run();
    }, pause);
  }

  return {
    get isUnderWay() {
      return underWay !== undefined;
    },
    request() {
      isWanted = true;
      if (!underWay && pausing === undefined) void run();
    },
    interrupt() {
      isWanted = false;
      underWay?.abort();
      underWay = undefined;
      clearTimeout(pausing);
      pausing = undefined;
    },
  };
}
