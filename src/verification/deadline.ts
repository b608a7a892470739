import { unlessAborted } from './operations.js';

/**
 * Runs `work` under a signal that is aborted with `caller`'s, or by a `TimeoutError` after `milliseconds`, and settles
 * then. By hand, as Safari before 17.4 lacks `AbortSignal.any`.
 */
export async function withDeadline<T>(
  caller: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const leave = () => controller.abort(caller.reason);
  const expire = () => controller.abort(new DOMException(`no answer after ${milliseconds} ms`, 'TimeoutError'));
  if (caller.aborted) leave();
  caller.addEventListener('abort', leave);
  const timer = setTimeout(expire, milliseconds);
  try {
    return await unlessAborted(work(signal), signal);
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', leave);
  }
}
