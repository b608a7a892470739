import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { countdown, errorText, longestError } from '../../src/dialog/messages.js';
import type { Offers } from '../../src/dialog/messages.js';
import ar from '../../src/locales/ar.js';
import de from '../../src/locales/de.js';
import en from '../../src/locales/en.js';
import hi from '../../src/locales/hi.js';
import ja from '../../src/locales/ja.js';
import ru from '../../src/locales/ru.js';
import { modules } from '../../src/locales/modules.js';
import zhCN from '../../src/locales/zh-CN.js';
import type { Messages } from '../../src/locales/messages.js';
import type { FlowError } from '../../src/verification/state.js';

const everything: Offers = [true, true];

const textOf = (messages: Messages, lang: string, error: FlowError, offers = everything) =>
  errorText(messages, lang, error, offers);

const wrong = (attemptsLeft: number) =>
  ({ code: 'form_code_incorrect', scope: 'field', attemptsLeft, cause: undefined }) as const;

test('the sentences of an error have a space between them', () => {
  assert.equal(textOf(en, 'en', wrong(2)), 'This code is not right. 2 attempts left.');
});

test('but none after a full stop that is as wide as a letter', () => {
  assert.equal(textOf({ ...en, ...ja }, 'ja', wrong(2)), '認証コードが正しくありません。あと 2 回試せます。');
  assert.equal(textOf({ ...en, ...zhCN }, 'zh-CN', wrong(2)), '验证码不正确。还可以尝试 2 次。');
});

test('a number has the form that its language has for it', () => {
  const texts = [1, 2, 5, 21].map((left) => textOf({ ...en, ...ru }, 'ru', wrong(left)));
  assert.deepEqual(texts, [
    'Неверный код. Осталась 1 попытка.',
    'Неверный код. Осталось 2 попытки.',
    'Неверный код. Осталось 5 попыток.',
    'Неверный код. Осталась 21 попытка.',
  ]);
});

/** By the region, in its digits: number, time of day, countdown. */
const regions = [
  ['en-US', {}, '3', '2:05 PM', '1:05'],
  ['en-GB', {}, '3', '14:05', '1:05'],
  ['de-AT', de, '3', '14:05 Uhr', '1:05'],
  ['hi-IN', hi, '3', '2:05 pm', '1:05'],
  ['ar-EG', ar, '٣', '٢:٠٥ م', '١:٠٥'],
  ['ar-MA', ar, '3', '14:05', '1:05'],
] as const;

for (const [region, table, count, time, left] of regions) {
  test(`numbers and times are written as in ${region}`, () => {
    const tomorrow = new Date(Date.now() + 86_400_000).setHours(14, 5, 0, 0);
    const error = { code: 'too_many_requests', scope: 'field', attemptsLeft: 3, retryAt: tomorrow } as const;
    // Some versions of ICU have a narrow space before the half of the day.
    const text = textOf({ ...en, ...table }, region, { ...error, cause: undefined }).replaceAll('\u202f', ' ');
    assert.match(text, new RegExp(`(^|\\D)${count} .*${time}`));
    assert.equal(countdown(65_000, region), left);
  });
}

/** From 23:30 on a Friday: how long it lasts (minutes), and when that ends. */
const ends = [
  [0.5, en, '11:30:30 PM'],
  [29, en, '11:59 PM'],
  [31, en, 'Saturday 12:01 AM'],
  [31, de, 'Samstag, 00:01 Uhr'],
  [5 * 24 * 60, en, 'Wednesday 11:30 PM'],
  [7 * 24 * 60 - 30, en, 'July 10 at 11:00 PM'],
] as const;

test('the day is said where it is another one, and never by the name that today has', () => {
  mock.timers.enable({ apis: ['Date'], now: new Date(2026, 6, 3, 23, 30) });
  for (const [minutes, table, end] of ends) {
    const error = { code: 'too_many_requests', scope: 'dialog', retryAt: Date.now() + minutes * 60_000 } as const;
    const text = textOf({ ...en, ...table }, table === de ? 'de' : 'en', { ...error, cause: undefined });
    assert.ok(text.replaceAll('\u202f', ' ').includes(` ${end}`), text);
  }
  mock.timers.reset();
});

test('where no attempt is left, that is said in words', () => {
  assert.equal(textOf(en, 'en', wrong(0)), 'This code is not right. No attempts left for now.');
});

/** What is advised about an error, by whether there is another method, and whether another code may be sent. */
const advised = [
  ['delivery_failed', true, false, 'tryAgainOrOther'],
  ['delivery_failed', false, false, 'tryAgain'],
  ['passkey_cancelled', true, false, 'tryAgainOrOther'],
  ['passkey_cancelled', false, false, 'tryAgain'],
  ['passkey_failed', false, false, 'tryAgain'],
  ['passkey_invalid', false, false, 'tryAgain'],
  ['code_expired', true, true, 'canResend'],
  ['code_expired', true, false, undefined],
  ['form_code_incorrect', true, true, undefined],
  ['verification_expired', true, true, undefined],
  ['too_many_codes', true, true, undefined],
] as const;

const time = { scope: 'dialog', retryAt: Date.now() + 50_000, cause: undefined } as const;

for (const [tag, load] of Object.entries({ en: () => Promise.resolve({ default: en }), ...modules })) {
  test(`no error with its number, or its time, is longer than the room for errors in ${tag}`, async () => {
    const messages = { ...en, ...(await load()).default };
    const texts = [
      ...[0, 1, 2, 3, 5, 11].flatMap((left) => [
        textOf(messages, tag, wrong(left)),
        textOf(messages, tag, { ...wrong(left), code: 'form_password_incorrect' }),
      ]),
      textOf(messages, tag, { ...time, code: 'too_many_requests' }),
      textOf(messages, tag, { ...time, code: 'too_many_requests', retryAt: Date.now() + 86_400_000 }),
      textOf(messages, tag, { ...time, code: 'too_many_codes' }),
    ];
    const room = longestError(messages, false).length;
    assert.deepEqual(
      texts.filter((text) => text.length > room),
      [],
    );
  });
  test(`what is advised is what is offered, in ${tag}`, async () => {
    const messages = { ...en, ...(await load()).default };
    for (const [code, hasOtherMethod, canResend, advice] of advised) {
      const text = textOf(messages, tag, { code, scope: 'dialog', cause: undefined }, [hasOtherMethod, canResend]);
      const said = (['tryAgainOrOther', 'tryAgain', 'canResend'] as const).filter((key) =>
        text.endsWith(messages[key]),
      );
      // Of two that end alike, the longer one.
      assert.equal(said[0], advice, text);
    }
    // Nothing else names another method: there may be none.
    const ending = messages.tryAgainOrOther.slice(-7);
    const errors = Object.entries<unknown>({ ...messages }).filter(([key]) => key.startsWith('error.'));
    assert.deepEqual(
      errors.filter(([, text]) => typeof text === 'string' && text.includes(ending)),
      [],
    );
  });
}
