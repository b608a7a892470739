import { waitUntil } from '@open-wc/testing';

/** Resolves once it is so; a busy machine gets more time for it than a second. */
export const until = (isSo: () => unknown, message?: string): Promise<void> =>
  waitUntil(async () => Boolean(await isSo()), message, { timeout: 9_000 });
