export { MutationObserver, QueryClient, QueryObserver } from '@tanstack/query-core';
export * from '../recipes/tanstack-query.js';
