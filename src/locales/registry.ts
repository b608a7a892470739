import type { Messages } from './messages.js';

/** The tables that are here, by tag. English always is: see `locale.ts`. */
export const tables = /* @__PURE__ */ new Map<string, Partial<Messages>>();

/** Called whenever a table has come. */
export const followers = /* @__PURE__ */ new Set<() => void>();

/**
 * Makes a language available to every dialog of the page, one that is open included; in place of ours, where there is
 * one.
 *
 * @param tag the language, with a script or a region where it matters (BCP 47: `fi`, `pt-PT`).
 * @param messages its texts. What is missing comes from the language without the region, else from English.
 * @throws RangeError for a tag that is none.
 */
export function registerLocale(tag: string, messages: Partial<Messages>): void {
  tables.set(new Intl.Locale(tag).baseName, messages);
  for (const follow of followers) follow();
}
