import { asciiDigits, normalizeCode } from '../verification/codes.js';

const CODE_LENGTH = 6;

/** Six digits that stand alone; if there are none, three and three. */
const codeShapes = [/(?<!\d)\d{6}(?!\d)/g, /(?<!\d)\d{3}[\s-]\d{3}(?!\d)/g];

/**
 * The code in a message that was pasted whole. Nothing where the text has no words, and where more than one code could be
 * meant.
 */
export function codeIn(text: string): string | undefined {
  const plain = asciiDigits(text);
  if (!/\p{L}/u.test(plain)) return undefined;
  for (const shape of codeShapes) {
    const [code, ...others] = new Set(plain.match(shape));
    if (code !== undefined) return others.length ? undefined : code.replace(/\D/, '');
  }
  return undefined;
}

interface Input {
  inputType?: string;
  data?: string | null;
}

/**
 * When a code submits itself: once it is complete, and once only. After a wrong code the user may be correcting digit
 * by digit, and each premature attempt would cost one: only a code typed from its start, pasted or filled in counts again.
 */
export class CodeField {
  #isArmed = true;
  #before = '';
  #wrong = '';

  /** Takes notice of an `input` event. Returns whether the code is to be submitted. */
  isCompletedBy(input: Input, text: string): boolean {
    const code = digitsOf(text);
    const isTyped = isByKeyboard(input, this.#before, code);
    this.#before = code;
    if (code.length <= 1 || !isTyped) this.#isArmed = true;
    if (!this.#isArmed || code.length !== CODE_LENGTH) return false;
    this.#isArmed = false;
    return true;
  }

  /** The server has said that this code is not the one. */
  refuse(code: string): void {
    this.#wrong = code;
  }

  /** Sent once more, by an Enter that came after the code had sent itself, it would only cost another attempt. */
  isKnownToBeWrong(code: string): boolean {
    return this.#wrong !== '' && code === this.#wrong;
  }
}

const digitsOf = (text: string) => normalizeCode(text, 'totp');

/**
 * Whether a digit was typed, or deleted. Autofill comes as `insertReplacementText`, or as an event without a type; a
 * keyboard's suggestion as `insertText` of all digits at once. A keyboard that composes says the whole composition with
 * each digit.
 */
function isByKeyboard({ inputType = '', data }: Input, before: string, after: string): boolean {
  if (inputType === 'insertCompositionText') return Math.abs(after.length - before.length) <= 1;
  return (inputType === 'insertText' && data?.length === 1) || inputType.startsWith('delete');
}
