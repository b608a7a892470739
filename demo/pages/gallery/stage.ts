/* Brings the dialog of a page into a state by hand: what the API would answer, and what a person would do. */
import type { VerifyOptions } from '../../../src/dialog/prompt.js';
import type { ReverifyDialog } from '../../../src/dialog/reverify-dialog.js';
import type * as script from '../../../src/script.js';
import { never, ScriptedVerifier } from './scripted-verifier.js';
import type { DialogState, DialogUser, Refusal } from './states.js';

declare global {
  var ReverifyDialog: typeof script;
}

const refusal: Refusal = (status, code, details = {}) => {
  const { VerificationApiError } = globalThis.ReverifyDialog;
  return new VerificationApiError(status, [{ code, message: code, ...details }], details.retryAfter);
};

const frame = () => new Promise(requestAnimationFrame);

export class Stage {
  #wanted: object | undefined;

  constructor(readonly dialog: ReverifyDialog) {
    // A confirmation closes itself; here it is to be looked at.
    dialog.addEventListener('reverify-verified', () => this.#hold(() => undefined));
  }

  /** Resolves when the state is drawn: with true if no other was wanted meanwhile. */
  async play({ verification, script, act }: DialogState, request: VerifyOptions = {}): Promise<boolean> {
    const mine = (this.#wanted = {});
    const isWanted = () => mine === this.#wanted;
    const { dialog } = this;
    this.#hold((native) => HTMLDialogElement.prototype.close.call(native));
    dialog.cancel();
    await until(() => !dialog.open, isWanted);
    if (!isWanted()) return false;
    // All frames of a gallery are one tab: what one of them would remember is not to be taken up by another.
    sessionStorage.clear();
    const verifier = new ScriptedVerifier(verification);
    script?.(verifier, refusal);
    dialog.verifier = verifier;
    dialog.verify('strict', request).catch(() => undefined);
    const isStarted = () => verifier.onStart === never || this.#native?.className !== 'starting';
    await until(() => dialog.open && isStarted(), isWanted);
    if (isWanted()) await act?.(this.#user);
    // What was answered at once is drawn with the next frame, what follows from that with the one after it.
    await frame();
    await frame();
    return isWanted();
  }

  get #native(): HTMLDialogElement | null | undefined {
    return this.dialog.shadowRoot?.querySelector('dialog');
  }

  #hold(close: (native: HTMLDialogElement) => void): void {
    const native = this.#native;
    if (native) native.close = () => close(native);
  }

  #part(name: string): HTMLElement {
    const part = this.dialog.shadowRoot?.querySelector<HTMLElement>(`[part~=${name}]`);
    if (!part) throw new Error(`the dialog does not show ${name}`);
    return part;
  }

  readonly #user: DialogUser = {
    answer: async (text) => {
      Object.assign(this.#part('input'), { value: text });
      await this.#user.click('submit');
    },
    click: async (name) => {
      this.#part(name).click();
      await this.dialog.updateComplete;
    },
    pressWithCapsLock: (modifierCapsLock) => {
      const key = new KeyboardEvent('keyup', { key: 'Shift', modifierCapsLock, bubbles: true });
      this.#part('input').dispatchEvent(key);
    },
    waitForStability: () =>
      until(
        () => !this.dialog.matches(':state(busy)'),
        () => this.dialog.open,
      ),
  };
}

/** Looks again with every frame, as long as somebody wants to know. */
export async function until(condition: () => boolean, isWanted: () => boolean): Promise<void> {
  while (!condition() && isWanted()) await frame();
}
