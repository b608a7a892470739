/**
 * What `work` settles with, unless `signal` is aborted before or meanwhile: then rejects with its reason at once, so that
 * neither a late answer changes anything nor one that never comes keeps anybody waiting.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
  const promise = work();
  await Promise.race([promise, aborted]);
  signal.throwIfAborted();
  return promise;
}
