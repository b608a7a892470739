/**
 * What `work` settles with, unless `signal` is aborted before or meanwhile: then rejects with its reason at once, so that
 * neither a late answer changes anything nor one that never comes keeps anybody waiting.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const settled = new AbortController();
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { signal: settled.signal }));
  try {
    const promise = work();
    await Promise.race([promise, aborted]);
    signal.throwIfAborted();
    return await promise;
  } finally {
    // The signal may be one for as long as the page lives.
    settled.abort();
  }
}
