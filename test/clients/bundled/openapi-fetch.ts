export { default as createClient } from 'openapi-fetch';
export * from '../recipes/openapi-fetch.js';
