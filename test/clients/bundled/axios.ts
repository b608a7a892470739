export { default as axios } from 'axios';
export * from '../recipes/axios.js';
export * from '../recipes/limited-fetch.js';
