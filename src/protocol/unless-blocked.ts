/** What `work` returns; nothing where the browser, or the page, forbids it: to go without is better than to fail. */
export function unlessBlocked<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
