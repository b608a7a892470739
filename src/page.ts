/**
 * Page-wide interception of `fetch` and `XMLHttpRequest`, without Lit: the dialog is loaded when an API first refuses.
 * `docs/page.md` has all of it.
 */
import type { Reverify } from './intercept/gate.js';
import { interceptPage as interceptWithInterface } from './intercept/intercept-page.js';
import type { InterceptPageOptions, PageInterception } from './intercept/intercept-page.js';

const askPage: Reverify = async (challenge, options) => (await import('./dialog.js')).askPageDialog(challenge, options);

/**
 * Makes all `fetch` and `XMLHttpRequest` calls of the page ask the user to verify when the API refuses, and sends them
 * again. Installing it twice is harmless; each `dispose()` undoes its own.
 *
 * @throws TypeError for an origin that is none.
 */
export const interceptPage = (options: InterceptPageOptions = {}): PageInterception =>
  interceptWithInterface(options, askPage);

export type { ChallengeReader } from './intercept/refusal.js';
export type { Reverify } from './intercept/gate.js';
export type { InterceptPageOptions, PageInterception } from './intercept/intercept-page.js';
