export { default as htmx } from 'htmx.org';
export * from '../recipes/htmx.js';
