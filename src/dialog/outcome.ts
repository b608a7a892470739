import { ReverificationError } from '../errors.js';
import type { FlowState } from '../verification/state.js';
import { cancelled } from './prompt.js';
import type { Outcome } from './prompt.js';

/** What a dialog that closes now means to those who wait for it. */
export function outcomeOf(state: FlowState): Outcome {
  switch (state.name) {
    case 'complete':
      return state.verification;
    case 'unavailable':
      return new ReverificationError(
        'reverification_unavailable',
        `This user has no ${state.stage} factor that this browser can use.`,
      );
    case 'failed':
      return brokenOff(`The verification failed: ${state.error.code}.`, state.error.cause);
    case 'session_changed':
      return new ReverificationError('session_changed', 'The signed-in session has ended or changed.', {
        cause: state.error.cause,
      });
    default:
      return cancelled();
  }
}

/** The dialog itself could not go on. */
export const brokenOff = (message: string, cause?: unknown) =>
  new ReverificationError('reverification_failed', message, { cause });
