export { default as ky } from 'ky';
export * from '../recipes/ky.js';
