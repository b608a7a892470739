/** The classic script: what `reverify-dialog` has, and page-wide interception. */
export * from './index.js';
export * from './page.js';
