import assert from 'node:assert/strict';
import { test } from 'node:test';
import en from '../../src/locales/en.js';
import { localeFor } from '../../src/locales/locale.js';
import { modules } from '../../src/locales/modules.js';
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

const matches: [wanted: string, table: string][] = [
  ['de-AT', 'de'],
  ['DE', 'de'],
  ['de-DE-u-nu-latn', 'de'],
  ['ar-EG', 'ar'],
  ['de_CH', 'de'],
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-BR'],
  ['zh', 'zh-CN'],
  ['zh-SG', 'zh-CN'],
  ['zh-Hans-HK', 'zh-CN'],
  ['zh-Hant-HK', 'zh-TW'],
  ['zh-Hant', 'zh-TW'],
  ['zh-HK', 'zh-TW'],
  ['zh-MO', 'zh-TW'],
  ['iw', 'he'],
];

for (const [wanted, table] of matches) {
  test(`${wanted} is shown in ${table}`, () => assert.equal(localeFor(wanted).missing, table));
}

for (const wanted of ['', 'tlh', 'fi-FI', 'sr-Latn', 'zh-Latn', 'english', 'no such language', '-', '--', 'en-GB']) {
  test(`"${wanted}" is shown in English`, () => {
    const { tag, direction, messages, missing } = localeFor(wanted);
    assert.deepEqual(
      { tag, direction, messages, missing },
      { tag: 'en', direction: 'ltr', messages: en, missing: undefined },
    );
  });
}

test('what a table lacks is shown in English', () => {
  registerLocale('fo', { title: 'Vátta' });
  assert.equal(localeFor('fo').messages.title, 'Vátta');
  assert.equal(localeFor('fo').messages.submit, en.submit);
});

test('a text that is undefined is one that the table lacks: the next one has it', () => {
  registerLocale('fo', { title: 'Vátta' });
  // @ts-expect-error: what a page in JavaScript may do
  registerLocale('fo-DK', { title: undefined, close: 'Lat aftur', submit: undefined });
  const { title, close, submit } = localeFor('fo-DK').messages;
  assert.deepEqual([title, close, submit], ['Vátta', 'Lat aftur', en.submit]);
});

test('what is said of our own tables without Intl is what Intl says', () => {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const regions = letters.flatMap((one) => letters.map((other) => one + other));
  const scriptOf = (tag: string) => new Intl.Locale(tag).maximize().script;
  const rightToLeft = ['Arab', 'Hebr'];
  for (const tag of ['en', ...Object.keys(modules)]) {
    const [language = ''] = tag.split('-');
    registerLocale(tag, en);
    assert.equal(localeFor(tag).direction, rightToLeft.includes(scriptOf(tag) ?? '') ? 'rtl' : 'ltr', tag);
    if (language === 'zh') continue;
    for (const region of regions) assert.equal(scriptOf(`${language}-${region}`), scriptOf(tag), `${tag}, ${region}`);
  }
});
