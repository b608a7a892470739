import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { reverifyingFetch, withReverification } from '../../../src/fetch.js';
import type { BankRouter } from '../server/trpc.js';

const link = httpBatchLink({
  url: '/api/trpc',
  // `fetch: reverifyingFetch` is enough without `exactOptionalPropertyTypes`
  fetch: (url, init) => reverifyingFetch(url, { ...init, signal: init?.signal ?? null }),
});

export const trpc = createTRPCClient<BankRouter>({ links: [link] });

export const transfer = withReverification((input: { amount: number }) => trpc.transfer.mutate(input));
