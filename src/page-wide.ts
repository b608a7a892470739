/** What the attribute `intercept` turns on; see `intercept-attribute.ts`. */
import { askPageDialog } from './dialog.js';
import type { ReverifyDialog } from './dialog.js';
import { interceptPage } from './intercept/intercept-page.js';
import type { PageInterception } from './intercept/intercept-page.js';
import { originOf } from './intercept/request-url.js';
import type { EnsureVerified } from './intercept/verify-first.js';
import { isVerificationApi } from './verification-api.js';

interface Following extends PageInterception {
  readonly origins: string;
}

/** The dialogs that intercept, in the order in which they began to. */
const followed = new Map<ReverifyDialog, Following>();
const known = new WeakSet<ReverifyDialog>();
let forms: AbortController | undefined;

/** Brings what is intercepted in line with a dialog's attributes. */
export function followDialog(dialog: ReverifyDialog): void {
  const isOn = dialog.isConnected && dialog.intercept;
  const before = followed.get(dialog);
  const origins = dialog.interceptOrigins ?? '';
  if (isOn ? before?.origins === origins : !before) return;
  watchRemoval(dialog);
  // The new before the old goes: in between, nothing would be intercepted.
  if (isOn) followed.set(dialog, { origins, ...interceptFor(dialog, origins) });
  else followed.delete(dialog);
  before?.dispose();
  followForms();
}

function watchRemoval(dialog: ReverifyDialog): void {
  if (known.has(dialog)) return;
  known.add(dialog);
  // A framework that moves the element removes it first.
  dialog.addController({ hostDisconnected: () => queueMicrotask(() => followDialog(dialog)) });
}

const interceptFor = (dialog: ReverifyDialog, origins: string): PageInterception =>
  interceptPage(
    { origins: originsIn(origins) },
    {
      reverify: (...challenge) =>
        dialog.isConnected ? dialog.handleChallenge(...challenge) : askPageDialog(...challenge),
      isVerificationApi: (address) =>
        isVerificationApi(address, [...followed.keys(), ...document.querySelectorAll('reverify-dialog')]),
    },
  );

/** The origins in the attribute's value; what is none is reported, and left out. */
const originsIn = (value: string): string[] =>
  value.split(/[\s,]+/).filter((origin) => {
    try {
      return origin && originOf(origin);
    } catch (error) {
      console.error('<reverify-dialog intercept-origins>:', error);
      return false;
    }
  });

function followForms(): void {
  if (followed.size === 0) {
    forms?.abort();
    forms = undefined;
  } else if (!forms) {
    forms = new AbortController();
    watchForms(forms.signal).catch(console.error);
  }
}

/** Later, unlike requests: what is submitted or followed by then is refused at worst. */
async function watchForms(stop: AbortSignal): Promise<void> {
  const { verifyFirst } = await import('./intercept/verify-first.js');
  verifyFirst(document, ensureVerified, stop);
}

const ensureVerified: EnsureVerified = async (config, options) => {
  const [dialog] = followed.keys();
  await dialog?.ensureVerified(config, options);
};
