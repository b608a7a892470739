import { ofetch } from 'ofetch';
import { createReverifyingFetch } from '../../../src/fetch.js';

export const api = ofetch.create(
  { baseURL: '/api' },
  { fetch: createReverifyingFetch({ onCancel: 'respond', onFailure: 'respond' }) },
);
