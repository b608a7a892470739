export { ofetch } from 'ofetch';
export * from '../recipes/ofetch.js';
