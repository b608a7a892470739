import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { reverifyingFetch } from '../../../src/fetch.js';

export const client = new Client({
  url: '/api/graphql',
  fetch: reverifyingFetch,
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: false,
});
