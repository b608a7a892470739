/**
 * What `promise` settles with, unless `signal` is aborted first: then rejects with its reason at once, so that neither a
 * late answer changes anything nor one that never comes keeps anybody waiting.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  await Promise.race([promise, aborted]);
  signal.throwIfAborted();
  return promise;
}
