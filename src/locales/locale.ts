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

/** The scripts of living languages that are written from right to left. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'];

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
    direction: RIGHT_TO_LEFT.includes(new Intl.Locale(tag ?? 'en').maximize().script ?? '') ? 'rtl' : 'ltr',
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

function parsed(wanted: string): Intl.Locale | undefined {
  try {
    // `de_DE`: the way of many frameworks.
    return new Intl.Locale(wanted.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

/** The tables for a language, the nearest first. What is written in another script is another language to its reader. */
function tagsFor(locale: Intl.Locale): string[] {
  const { language, script, region } = locale.maximize();
  const distance = (tag: string) => {
    const { region: other } = new Intl.Locale(tag);
    return other === undefined ? 1 : other === region ? 0 : 2;
  };
  return [...new Set([...tables.keys(), ...Object.keys(modules), 'en'])]
    .filter((tag) => {
      // Their tags are in their usual form. To ask `Intl` of each takes a while, and somebody waits for the dialog.
      const [itself] = tag.split('-');
      return itself === language && new Intl.Locale(tag).maximize().script === script;
    })
    .sort((one, other) => distance(one) - distance(other));
}

const isWhole = (messages: Partial<Messages>): messages is Messages => Object.keys(en).every((key) => key in messages);
