/** What a promise rejects with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

/** The user thinks, longer than some limit that is being tested. */
export const timeHasPassed = (milliseconds: number): Promise<unknown> =>
  new Promise((resolve) => {
    AbortSignal.timeout(milliseconds).addEventListener('abort', resolve);
  });
