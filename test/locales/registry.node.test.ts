import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../src/locales/en.js';
import { localeFor, registerLocale } from '../../src/locales/registry.js';

const swiss = { ...en, title: 'Sind Sie es?' };
const german = { ...en, title: 'Bist du es?' };
registerLocale('de-CH', swiss);
registerLocale('de', german);

test('a language with a region is found by its own name, whatever its case', () => {
  assert.deepEqual(localeFor('DE-ch'), { tag: 'de-ch', messages: swiss });
});

test('a region that is not known falls back to its language', () => {
  assert.deepEqual(localeFor('de-Latn-AT'), { tag: 'de', messages: german });
});

for (const wanted of ['', 'tlh', 'english', 'no such language', '-', '--']) {
  test(`"${wanted}" falls back to English`, () => {
    assert.deepEqual(localeFor(wanted), { tag: 'en', messages: en });
  });
}
