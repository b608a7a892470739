import type { Verification } from '../../src/protocol/verification.js';
import { deferred } from './deferred.js';

/** An answer of the verification API that comes when the test wants it. */
export interface Held {
  readonly call: () => Promise<Verification>;
  readonly settle: (outcome: Verification | Error) => Promise<void>;
}

export function held(): Held {
  const { promise, resolve, reject } = deferred<Verification>();
  return {
    call: () => promise,
    async settle(outcome) {
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
      await promise.catch(() => undefined);
    },
  };
}
