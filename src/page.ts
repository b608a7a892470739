/**
 * Page-wide interception of `fetch` and `XMLHttpRequest`, and of forms and links, without Lit: the dialog is loaded when
 * the user is first asked. `docs/page.md` has all of it.
 */
import { askPage, ensurePageVerified } from './ask-page.js';
import { interceptPage as interceptWithInterface } from './intercept/intercept-page.js';
import { inTime } from './intercept/in-time.js';
import type { InterceptPageOptions, PageInterception } from './intercept/intercept-page.js';
import type { EnsureVerified } from './intercept/verify-first.js';

/**
 * Makes all `fetch` and `XMLHttpRequest` calls of the page ask the user to verify when the API refuses, and sends them
 * again. Installing it twice is harmless; each `dispose()` undoes its own.
 *
 * @throws TypeError for an origin that is none.
 */
export const interceptPage = (options: InterceptPageOptions = {}): PageInterception =>
  interceptWithInterface(options, {
    reverify: askPage,
    isVerificationApi: async (address) => (await inTime(import('./verification-api.js'))).isVerificationApi(address),
  });

/** Undoes {@link verifyFirst}; whoever is being asked is no longer asked. */
export interface VerifyFirst {
  /** Resolves once forms and links are watched; rejects where the code for it could not be loaded. */
  readonly ready: Promise<void>;
  dispose(): void;
}

/**
 * Asks the user before a form with `data-reverify` is submitted, or a link followed; then the browser goes on.
 *
 * @param root what contains the forms and links. Default: the document, with the open shadow roots in it.
 * @param ensureVerified asks the user. Default: the page's `<reverify-dialog>`, if the session is not fresh enough.
 */
export function verifyFirst(
  root: Document | Element | ShadowRoot = document,
  ensureVerified: EnsureVerified = ensurePageVerified,
): VerifyFirst {
  const controller = new AbortController();
  const { signal } = controller;
  const ready = import('./intercept/verify-first.js').then((module) =>
    module.verifyFirst(root, ensureVerified, signal),
  );
  return { ready, dispose: () => controller.abort() };
}

export type { ChallengeReader } from './intercept/refusal.js';
export type { Reverify, ReverifyOptions } from './intercept/gate.js';
export type { Reason } from './intercept/reason.js';
export type { InterceptPageOptions, PageInterception } from './intercept/intercept-page.js';
export type { EnsureVerified } from './intercept/verify-first.js';
