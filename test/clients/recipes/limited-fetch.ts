import { createReverifyingFetch } from '../../../src/fetch.js';

/** Each sending may take ten seconds; the user may take their time. */
export const limitedFetch = createReverifyingFetch({ timeout: 10_000 });
