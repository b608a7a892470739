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

/** What a language may lack, shown in English, until it is translated: tag → texts. Empty is best. */
const toCome: Readonly<Record<string, string[]>> = {};

const tables = await Promise.all(
  Object.entries(modules).map(async ([tag, load]) => [tag, texts((await load()).default)] as const),
);

for (const [tag, table] of tables) {
  describe(`the texts in ${tag}`, () => {
    const rules = new Intl.PluralRules(tag);

    it('are those that English has, none more, and none less that is not yet to come', () => {
      const missing = [...english.keys()].filter((key) => !table.has(key));
      assert.deepEqual(missing, toCome[tag] ?? []);
      assert.deepEqual(
        [...table.keys()].filter((key) => !english.has(key)),
        [],
      );
    });

    it('have the placeholders that they have in English', () => {
      for (const [key, text] of table) {
        const original = english.get(key);
        if (typeof text !== 'string' || typeof original !== 'string') continue;
        assert.deepEqual([...new Set(placeholdersOf(text))], placeholdersOf(original), key);
      }
    });

    it('name the button that must wait as the one that need not, for those who say its name', () => {
      const [resend = '', resendIn = ''] = ['resend', 'resendIn'].flatMap((key) => formsOf(table.get(key)));
      assert.ok(resendIn.includes(resend), resendIn);
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
