/** The classic script: all of the browser side, page-wide interception too. */
export * from './index.js';
export * from './page.js';
