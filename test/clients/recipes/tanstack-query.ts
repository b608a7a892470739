import { QueryClient } from '@tanstack/query-core';
import { isReverificationFailure, reverifyingFetch } from '../../../src/fetch.js';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 3 && !isReverificationFailure(error) },
  },
});

async function callApi(path: string, init: RequestInit): Promise<unknown> {
  const response = await reverifyingFetch(`/api/${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export const accountQuery = {
  queryKey: ['account'],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi('account', { signal }),
};

export const transferMutation = {
  mutationFn: (transfer: object) => callApi('transfer', { method: 'POST', body: JSON.stringify(transfer) }),
};
