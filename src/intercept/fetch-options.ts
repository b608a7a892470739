import type { Challenge } from '../protocol/challenge.js';
import type { Reverify } from './gate.js';
import type { Reason } from './reason.js';
import type { ChallengeReader } from './refusal.js';

export interface ReverifyingFetchOptions {
  /** What really sends. Default: the `fetch` that is global when the wrapper is made. */
  fetch?: typeof globalThis.fetch;
  /** Asks the user. Default: the page's `<reverify-dialog>`. */
  reverify?: Reverify;
  /**
   * Tells the user why they are asked: a text, or a function that finds one for a refused request (it must not read its
   * body). The dialog shows the reason of the request that opened it.
   */
  reason?: Reason<[request: Request, challenge: Challenge]> | undefined;
  /** What counts as "verify again". Default: `[clerkChallenge, stepUpChallenge]`. */
  challenges?: readonly ChallengeReader[];
  /**
   * Changes a request before it is sent again (a fresh `Authorization` header, say). What it throws, the caller of
   * `fetch` gets.
   */
  prepareReplay?: (request: Request) => Request | Promise<Request>;
  /**
   * Which of the refused requests are sent again once the user verified: all (the default), only the one whose refusal
   * opened the dialog, or those for which a function says so (it must not read their body; a stream, and the body of a
   * `Request`, it does not get; what it throws is reported, and means no). Others get their refusal.
   */
  replay?: 'all' | 'owner' | ((request: Request) => boolean);
  /**
   * Whether to send again, from its start, also what changes something and was refused where the API had redirected it to.
   * Only for an API whose redirects all keep the method (status 307 and 308), so that nothing was done yet. Default: no,
   * unless it has an `Idempotency-Key`; its caller gets `request_not_replayable` after the user verified.
   */
  replayRedirected?: boolean;
  /** When the user cancels: reject with `reverification_cancelled` (the default), or resolve with the refusal. */
  onCancel?: 'reject' | 'respond';
  /**
   * When the user could not be verified (no usable factor, service down, session changed): reject with that error (the
   * default), or resolve with the refusal.
   */
  onFailure?: 'reject' | 'respond';
  /**
   * How many bytes to keep of a body that can be read only once (a stream), so that it can be sent again. Default:
   * 16 MiB. Of a longer one the caller gets `request_not_replayable` after the user verified. `Infinity`: all.
   */
  maxReplayBytes?: number;
}
