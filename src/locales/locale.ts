import en from './en.js';
import type { Messages } from './messages.js';
import { modules } from './modules.js';
import { tables } from './registry.js';

/** What is shown to somebody who wants a language. */
export interface Locale {
  /** The language of the texts (BCP 47). */
  readonly tag: string;
  /** By which numbers and times are written: with the region that is wanted, which the texts may not have. */
  readonly format: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: Messages;
  /** The tag of one of our tables that belongs to it, and is yet to be loaded. */
  readonly missing: string | undefined;
}

/** The scripts of living languages that are written from right to left, and those of our own tables. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'];
const OURS_FROM_RIGHT_TO_LEFT = ['ar', 'he'];

/**
 * The texts for a wanted language (BCP 47): of its region, else of the language in the same script, else in English;
 * text by text where a table is not whole. English, too, for what names no language.
 */
export function localeFor(wanted: string): Locale {
  const locale = parsed(wanted);
  let tag: string | undefined;
  let messages: Partial<Messages> = {};
  let missing: string | undefined;
  for (const candidate of locale ? tagsFor(locale) : []) {
    if (isWhole(messages)) break;
    const table = tables.get(candidate) ?? (candidate === 'en' ? en : undefined);
    if (table) {
      tag ??= candidate;
      messages = { ...given(table), ...messages };
    } else missing ??= candidate;
  }
  return {
    tag: tag ?? 'en',
    format: tag && locale ? locale.toString() : 'en',
    direction: isFromRightToLeft(tag ?? 'en') ? 'rtl' : 'ltr',
    messages: { ...en, ...messages },
    missing,
  };
}

/** Without the texts that are `undefined`: in plain JavaScript, translations that are not there. */
export function given(messages: Partial<Messages>): Partial<Messages> {
  const texts = { ...messages };
  for (const [key, text] of Object.entries<unknown>(texts)) if (text === undefined) Reflect.deleteProperty(texts, key);
  return texts;
}

const isOurs = (tag: string): boolean => tag === 'en' || tag in modules;

// The first `maximize()` of a page takes longer than all else here, and somebody waits for the dialog: our own tables do
// without it.
const isFromRightToLeft = (tag: string): boolean =>
  isOurs(tag)
    ? OURS_FROM_RIGHT_TO_LEFT.includes(tag)
    : RIGHT_TO_LEFT.includes(new Intl.Locale(tag).maximize().script ?? '');

function parsed(wanted: string): Intl.Locale | undefined {
  // Not to be thrown away at once: an error takes a while, too.
  if (!wanted) return undefined;
  try {
    // `de_DE`: the way of many frameworks.
    return new Intl.Locale(wanted.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

/** The tables for a language, the nearest first. What is written in another script is another language to its reader. */
function tagsFor(locale: Intl.Locale): string[] {
  // Their tags are in their usual form.
  const tags = [...new Set([...tables.keys(), ...Object.keys(modules), 'en'])].filter(
    (tag) => tag.split('-')[0] === locale.language,
  );
  // None of our languages but Chinese, of which there are two tables, is written otherwise in another region.
  if (!locale.script && tags.length === 1 && tags.every(isOurs)) return tags;
  const { script, region } = locale.maximize();
  const distance = (tag: string) => {
    const { region: other } = new Intl.Locale(tag);
    return other === undefined ? 1 : other === region ? 0 : 2;
  };
  return tags
    .filter((tag) => new Intl.Locale(tag).maximize().script === script)
    .sort((one, other) => distance(one) - distance(other));
}

const isWhole = (messages: Partial<Messages>): messages is Messages => Object.keys(en).every((key) => key in messages);
