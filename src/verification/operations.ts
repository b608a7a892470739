/** What one action of the user set going: at most one is under way, and a newer one ends it. */
export class Operations {
  #current = new AbortController();

  /** Ends what is under way, a pending credential request of the browser included. */
  begin(): AbortSignal {
    this.#current.abort();
    this.#current = new AbortController();
    return this.#current.signal;
  }
}

/**
 * What `promise` settles with, unless `signal` is aborted first: then rejects with its reason at once, so that neither a
 * late answer changes anything nor a verifier that never answers keeps anybody waiting.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
