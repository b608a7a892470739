import { en } from './en.js';
import type { Messages } from './messages.js';

/** One language's texts, and the tag (BCP 47) by which plurals and times are formatted. */
export interface Locale {
  readonly tag: string;
  readonly messages: Messages;
}

const tables = /* @__PURE__ */ new Map<string, Messages>([['en', en]]);

/** Makes a language available to every dialog of the page. `tag` is a language, with a region where it matters (`pt-BR`). */
export function registerLocale(tag: string, messages: Messages): void {
  tables.set(tag.toLowerCase(), messages);
}

/** The texts for a wanted language (BCP 47): its own, else its language's without the region, else English. */
export function localeFor(wanted: string): Locale {
  for (let tag = wanted.toLowerCase(); tag; tag = tag.replace(/-?[^-]*$/, '')) {
    const messages = tables.get(tag);
    if (messages) return { tag, messages };
  }
  return { tag: 'en', messages: en };
}
