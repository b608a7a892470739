import { createReverifyingFetch } from '../../../src/fetch.js';

/** Each sending may take so many milliseconds; the user may take their time. */
export const limitedFetch = (milliseconds: number): typeof fetch =>
  createReverifyingFetch({
    fetch(input, init) {
      const request = new Request(input, init);
      return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(milliseconds)]) });
    },
  });
