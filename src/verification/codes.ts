import type { Strategy } from '../protocol/factors.js';

/**
 * A code as the server expects it, from whatever was typed or pasted: "123 456", "123-456", full-width or Arabic-Indic
 * digits become six ASCII digits. A backup code has letters of its own: only the space around it goes.
 */
export function normalizeCode(text: string, strategy: Strategy): string {
  return strategy === 'backup_code' ? text.trim() : asciiDigits(text).replace(/\D/g, '');
}

/** The same text with the digits of every script as ASCII digits. */
export const asciiDigits = (text: string): string => text.replace(/\p{Nd}/gu, asciiDigit);

const isDigit = (codePoint: number) => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/** Unicode encodes every script's decimal digits as a run from 0 to 9 (The Unicode Standard, section 4.6). */
function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (isDigit(codePoint - before - 1)) before++;
  return String(before % 10);
}
