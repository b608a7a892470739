import { normalizeCode } from '../verification/codes.js';

const CODE_LENGTH = 6;

/**
 * When a code submits itself: once it is complete, and once only. After a wrong code the user may be correcting digit
 * by digit, and each premature attempt would cost one: only a code typed from its start, pasted or filled in counts again.
 */
export class CodeField {
  #isArmed = true;

  /** Takes notice of an `input` event. Returns whether the code is to be submitted. */
  isCompletedBy({ inputType = '', data }: { inputType?: string; data?: string | null }, text: string): boolean {
    const { length } = normalizeCode(text, 'totp');
    // Autofill comes as `insertReplacementText`, or as an event without a type; a keyboard's suggestion as `insertText`
    // of all digits at once.
    const isTyped = (inputType === 'insertText' && data?.length === 1) || inputType.startsWith('delete');
    if (length <= 1 || !isTyped) this.#isArmed = true;
    if (!this.#isArmed || length !== CODE_LENGTH) return false;
    this.#isArmed = false;
    return true;
  }
}
