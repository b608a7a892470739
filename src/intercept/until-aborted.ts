/** What comes of `promise`, or the reason of the signal, whatever it is, if that is aborted first. Leaves no listener. */
export function untilAborted<T>(signal: AbortSignal | null | undefined, promise: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = () => signal?.removeEventListener('abort', leave);
    const leave = () => {
      forget();
      resolve(new Promise(() => signal?.throwIfAborted()));
    };
    signal?.addEventListener('abort', leave);
    Promise.resolve(promise).finally(forget).then(resolve, reject);
    if (signal?.aborted) leave();
  });
}
