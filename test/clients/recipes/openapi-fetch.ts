import createClient from 'openapi-fetch';
import { reverifyingFetch } from '../../../src/fetch.js';
import type { paths } from '../server/paths.js';

export const api = createClient<paths>({ baseUrl: '/api', fetch: reverifyingFetch });
