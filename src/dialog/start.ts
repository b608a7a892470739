import type { ReactiveControllerHost } from '@lit/reactive-element';
import type { VerificationFlow } from '../verification/state.js';

/** How long the dialog is held back for the server's first answer. Milliseconds. */
const PATIENCE = 150;

/**
 * Follows the start of each verification of `host`. Of one that is over within 0.15 s nothing is to be seen: to open the dialog
 * for it, to measure it and to have it read out would be done in vain, and again with the answer.
 *
 * @returns whether the answer may still come soon enough.
 */
export function watchStart(host: ReactiveControllerHost, flow: () => VerificationFlow | undefined): () => boolean {
  let started: VerificationFlow | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  host.addController({
    hostUpdate() {
      if (started === flow()) return;
      started = flow();
      clearTimeout(timer);
      timer =
        started &&
        setTimeout(() => {
          timer = undefined;
          host.requestUpdate();
        }, PATIENCE);
    },
  });
  return () => timer !== undefined && started?.state.name === 'starting';
}
