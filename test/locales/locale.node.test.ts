import assert from 'node:assert/strict';
import { test } from 'node:test';
import en from '../../src/locales/en.js';
import { localeFor } from '../../src/locales/locale.js';
import { registerLocale } from '../../src/locales/registry.js';

const icelandic = { ...en, title: 'Ert þetta þú?' };
registerLocale('IS', icelandic);

test('a language is found by its tag, whatever its case', () => {
  assert.deepEqual(localeFor('iS'), {
    tag: 'is',
    format: 'is',
    direction: 'ltr',
    messages: icelandic,
    missing: undefined,
  });
});
