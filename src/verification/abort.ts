/**
 * What `promise` settles with, unless `signal` is aborted first: then rejects with its reason at once, so that neither a
 * late answer changes anything nor one that never comes keeps anybody waiting.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  const rejected = aborted.then(() => {
    signal.throwIfAborted();
    return promise;
  });
  return Promise.race([promise, rejected]);
}

/**
 * Runs `work` under a signal that is aborted with `caller`'s, or by a `TimeoutError` after `milliseconds`, and settles
 * then at the latest. By hand, as Safari before 17.4 lacks `AbortSignal.any`.
 */
export async function withDeadline<T>(
  caller: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  caller.throwIfAborted();
  const controller = new AbortController();
  const leave = () => controller.abort(caller.reason);
  const expire = () => controller.abort(new DOMException(`no answer after ${milliseconds} ms`, 'TimeoutError'));
  const timer = setTimeout(expire, milliseconds);
  caller.addEventListener('abort', leave);
  return unlessAborted(work(controller.signal), controller.signal).finally(() => {
    clearTimeout(timer);
    caller.removeEventListener('abort', leave);
  });
}
