import axios from 'axios';
import { reverifyingFetch } from '../../../src/fetch.js';

export const api = axios.create({ baseURL: '/api', adapter: 'fetch', env: { fetch: reverifyingFetch } });
