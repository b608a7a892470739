export { default as axios } from 'axios';
export { createReverifyingFetch } from '../../../src/fetch.js';
export * from '../recipes/axios.js';
export * from '../recipes/limited-fetch.js';
