export { createTRPCClient, httpBatchLink, httpLink } from '@trpc/client';
export * from '../recipes/trpc.js';
