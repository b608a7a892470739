import { ReverificationError } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import type { VerifyOptions } from './prompt.js';
import { ReverifyDialog } from './reverify-dialog.js';

/**
 * The page's dialog: the first `<reverify-dialog>` of the document, or a new one at the end of its body.
 *
 * @throws ReverificationError `reverification_unavailable` where the tag belongs to something that is not our element.
 */
export function pageDialog(): ReverifyDialog {
  ReverifyDialog.define();
  const dialog = document.querySelector('reverify-dialog') ?? document.body.appendChild(newDialog());
  // By what it can do, not by its class: another copy of this package may have defined the tag.
  if ('handleChallenge' in dialog) return dialog;
  throw new ReverificationError('reverification_unavailable', '<reverify-dialog> is defined by something else');
}

const newDialog = () => document.createElement('reverify-dialog');

/**
 * Asks the user through the page's dialog. Resolves once they verified, to the verification (see `handleChallenge`);
 * rejects with a `ReverificationError`.
 */
export const askPageDialog = async (challenge: Challenge, options: Omit<VerifyOptions, 'action'>): Promise<unknown> =>
  pageDialog().handleChallenge(challenge, options);
