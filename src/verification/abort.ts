/**
 * What `work` settles with, unless `signal` is aborted before or meanwhile: then rejects with its reason at once, so that
 * neither a late answer changes anything nor one that never comes keeps anybody waiting.
 */
export function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const leave = () => resolve(new Promise(() => signal.throwIfAborted()));
    signal.addEventListener('abort', leave);
    // The signal may be one for as long as the page lives.
    work()
      .finally(() => signal.removeEventListener('abort', leave))
      .then(resolve, reject);
  });
}
