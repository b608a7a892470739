import type { Messages } from '../locales/messages.js';
import { isLapsed } from '../verification/failures.js';
import type { FlowError } from '../verification/state.js';

/** A text with its `{placeholders}` filled in, in pieces for a template: a value may be a template of its own. */
export const fill = (text: string, values: Readonly<Record<string, unknown>>): unknown[] =>
  text.split(/\{(\w+)\}/).map((piece, index) => (index % 2 ? values[piece] : piece));

/** Whether, where an error is shown, there is another method, and another code may be sent now. */
export type Offers = readonly [hasOtherMethod: boolean, canResend: boolean];

/** What may be done about an error: nothing is advised that is not offered. */
function advice(messages: Messages, code: string, [hasOtherMethod, canResend]: Offers): string[] {
  if (/passkey|delivery/.test(code)) return [messages[hasOtherMethod ? 'tryAgainOrOther' : 'tryAgain']];
  return canResend && code.endsWith('code_expired') ? [messages.canResend] : [];
}

/**
 * What went wrong, what may be done about it, how many answers are left, and when to try again. One text: of a space between
 * two pieces, Chromium tells screen readers nothing.
 */
export function errorText(messages: Messages, lang: string, error: FlowError, offers: Offers): string {
  const { code, attemptsLeft, retryAt } = error;
  const { attemptsLeft: forms, ...rest } = messages;
  const texts: Partial<Record<string, string>> = rest;
  // However a verification has ended, to a user it is the same.
  const told = isLapsed(error, true) ? 'verification_expired' : code;
  const parts = [texts[`error.${told}`] ?? messages['error.unexpected_response'], ...advice(messages, told, offers)];
  if (attemptsLeft === 0) parts.push(messages.noAttemptsLeft);
  else if (attemptsLeft !== undefined) {
    const form = forms[new Intl.PluralRules(lang).select(attemptsLeft)] ?? forms.other;
    parts.push(fill(form, { count: attemptsLeft.toLocaleString(lang) }).join(''));
  }
  if (retryAt !== undefined) parts.push(fill(messages.retryAt, { time: timeText(retryAt, lang, error) }).join(''));
  return sentences(...parts);
}

/** One text of several. The full stop of Chinese and Japanese brings its own space. */
export const sentences = (...texts: string[]): string => texts.join(' ').replaceAll('。 ', '。');

export const longest = (texts: string[]): string =>
  texts.reduce((one, other) => (other.length > one.length ? other : one));

/**
 * As long as what our languages say of a time: not of a day, lest for a code that is refused until another one an empty line
 * be under every field. To have it written as they do takes a browser some 10 ms the first time, and somebody waits for the
 * dialog.
 */
const LONG_TIME = '00:00:00 AM';

/** The longest text that may come of a factor: what it has beside its own words is shorter in every language. */
export function longestError(messages: Messages, isPasskey: boolean): string {
  const keys = isPasskey ? /^error/ : /^error(?!.*passkey)/;
  const texts = Object.entries<unknown>({ ...messages }).map(([key, text]) =>
    keys.test(key) ? sentences(String(text), ...advice(messages, key, [true, !isPasskey])) : '',
  );
  const retryAt = fill(messages.retryAt, { time: LONG_TIME }).join('');
  return longest([sentences(messages['error.too_many_codes'], retryAt), ...texts]);
}

/** How the time of an error is written, for as long as it is shown: an alert whose text changes is read again. */
const timeFormats = new WeakMap<FlowError, Intl.DateTimeFormatOptions>();

function timeText(time: number, lang: string, error: FlowError): string {
  const format = timeFormats.get(error) ?? timeFormat(time, Date.now());
  timeFormats.set(error, format);
  return new Date(time).toLocaleString(lang, format);
}

const DAY = 86_400_000;

/** As the user can wait by it, when the error comes: with seconds, or with the day. */
function timeFormat(time: number, now: number): Intl.DateTimeFormatOptions {
  if (time - now < 60_000) return { timeStyle: 'medium' };
  if (new Date(time).toDateString() === new Date(now).toDateString()) return { timeStyle: 'short' };
  const hourAndMinute = { hour: 'numeric', minute: 'numeric' } as const;
  // In a week, it would be today's.
  if (time - now < 6 * DAY) return { weekday: 'long', ...hourAndMinute };
  return { month: 'long', day: 'numeric', ...hourAndMinute };
}

/** Minutes and seconds, as a countdown shows them. */
export function countdown(milliseconds: number, lang: string): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const ofMinute = (seconds % 60).toLocaleString(lang, { minimumIntegerDigits: 2 });
  return `${Math.floor(seconds / 60).toLocaleString(lang)}:${ofMinute}`;
}
