import type { Verification } from '../../src/protocol/verification.js';

/** An answer of the verification API that comes when the test wants it. */
export interface Held {
  readonly call: () => Promise<Verification>;
  readonly settle: (outcome: Verification | Error) => Promise<void>;
}

export function held(): Held {
  let resolve: (verification: Verification) => void;
  let reject: (reason: Error) => void;
  const promise = new Promise<Verification>((...settlers) => {
    [resolve, reject] = settlers;
  });
  return {
    call: () => promise,
    async settle(outcome) {
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
      await promise.catch(() => undefined);
    },
  };
}
