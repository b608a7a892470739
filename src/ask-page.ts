/** The page's `<reverify-dialog>`, for the entries that do not hold the element: loaded when it is first needed. */
import { ReverificationError } from './errors.js';
import { inTime } from './intercept/in-time.js';
import { isPage } from './intercept/snapshot.js';
import type { Reverify } from './intercept/gate.js';
import type { ReverificationConfig } from './protocol/reverification.js';

async function loadDialog() {
  if (!isPage) {
    throw new ReverificationError('reverification_unavailable', 'No page: pass `reverify`');
  }
  return inTime(import('./dialog.js'));
}

/** Answers a challenge. */
export const askPage: Reverify = async (challenge, options) => {
  // The dialog asks for its inside when it opens: too late, were it not asked for beside it.
  import('./dialog/interior.js').catch(() => undefined);
  return (await loadDialog()).askPageDialog(challenge, options);
};

/**
 * Asks before a request instead of after a refusal; resolves at once if the session is fresh enough.
 *
 * @param options `signal` gives up; `reason` tells the user why they are asked.
 * @throws ReverificationError saying by `code` how it ended; TypeError for a bad config.
 */
export async function ensurePageVerified(
  config: ReverificationConfig,
  options: { signal?: AbortSignal | undefined; reason?: string | undefined } = {},
): Promise<void> {
  const { pageDialog } = await loadDialog();
  await pageDialog().ensureVerified(config, options);
}
