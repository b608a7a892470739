import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import en from '../../src/locales/en.js';
import { modules } from '../../src/locales/modules.js';
import type { Messages, PluralMessage } from '../../src/locales/messages.js';

type Text = string | PluralMessage | undefined;

const texts = (messages: Partial<Messages>) => new Map<string, Text>(Object.entries(messages));
const english = texts(en);

const formsOf = (text: Text): string[] => (typeof text === 'object' ? Object.values(text) : [text ?? '']);

const placeholdersOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

/** The numbers, of those that one counts, that a form is used for. */
const numbersOf = (category: string, rules: Intl.PluralRules) =>
  Array.from({ length: 200 }, (_, count) => count).filter((count) => rules.select(count) === category);

const tables = await Promise.all(
  Object.entries(modules).map(async ([tag, load]) => [tag, texts((await load()).default)] as const),
);

for (const [tag, table] of tables) {
  describe(`the texts in ${tag}`, () => {
    const rules = new Intl.PluralRules(tag);

    // What lacks is shown in English: listed, so that a new text does not have to wait for every language.
    it('know no text that English does not have', (t) => {
      const missing = [...english.keys()].filter((key) => !table.has(key));
      if (missing.length > 0) t.diagnostic(`missing in ${tag}: ${missing.join(', ')}`);
      assert.deepEqual(
        [...table.keys()].filter((key) => !english.has(key)),
        [],
      );
    });

    it('have no placeholder that they do not have in English', (t) => {
      for (const [key, text] of table) {
        const original = english.get(key);
        if (typeof text !== 'string' || typeof original !== 'string') continue;
        const [mine, theirs] = [placeholdersOf(text), placeholdersOf(original)];
        assert.deepEqual(
          mine.filter((name) => !theirs.includes(name)),
          [],
          key,
        );
        const lost = theirs.filter((name) => !mine.includes(name));
        if (lost.length > 0) t.diagnostic(`${key} in ${tag} lacks ${lost.join(', ')}`);
      }
    });

    it('have a form for each plural of the language, with the number unless the form is that of one number only', () => {
      for (const [key, text] of table) {
        assert.equal(typeof text, typeof english.get(key), key);
        if (typeof text !== 'object') continue;
        assert.deepEqual(Object.keys(text).sort(), [...rules.resolvedOptions().pluralCategories].sort(), key);
        for (const [category, form] of Object.entries<string>(text)) {
          if (numbersOf(category, rules).length !== 1) assert.deepEqual(placeholdersOf(form), ['{count}'], form);
        }
      }
    });

    it('are written as print is: no double space, straight quotation mark, three dots, or space around', () => {
      for (const text of [...table.values()].flatMap(formsOf)) {
        assert.match(text, /\S/);
        assert.doesNotMatch(text, / {2}|["']|\.\.\.|^\s|\s$|[<>&]/, text);
      }
    });
  });
}
