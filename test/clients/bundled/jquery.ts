export { default as $ } from 'jquery';
export * from '../recipes/jquery.js';
