import ky from 'ky';
import { createReverifyingFetch } from '../../../src/fetch.js';

export const api = ky.create({
  prefixUrl: '/api',
  fetch: createReverifyingFetch({ onCancel: 'respond', onFailure: 'respond', timeout: 10_000 }),
  timeout: false, // it would count the time of the user
});
