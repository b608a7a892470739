import assert from 'node:assert/strict';
import test from 'node:test';
import { errorText } from '../../src/dialog/messages.js';
import en from '../../src/locales/en.js';
import ja from '../../src/locales/ja.js';
import ru from '../../src/locales/ru.js';
import zhCN from '../../src/locales/zh-CN.js';

const wrong = (attemptsLeft: number) =>
  ({ code: 'form_code_incorrect', scope: 'field', attemptsLeft, cause: undefined }) as const;

test('the sentences of an error have a space between them', () => {
  assert.equal(errorText(en, 'en', wrong(2)), 'This code is not right. 2 attempts left.');
});

test('but none after a full stop that is as wide as a letter', () => {
  assert.equal(errorText({ ...en, ...ja }, 'ja', wrong(2)), '認証コードが正しくありません。あと 2 回試せます。');
  assert.equal(errorText({ ...en, ...zhCN }, 'zh-CN', wrong(2)), '验证码不正确。还可以尝试 2 次。');
});

test('a number has the form that its language has for it', () => {
  const texts = [1, 2, 5, 21].map((left) => errorText({ ...en, ...ru }, 'ru', wrong(left)));
  assert.deepEqual(texts, [
    'Неверный код. Осталась 1 попытка.',
    'Неверный код. Осталось 2 попытки.',
    'Неверный код. Осталось 5 попыток.',
    'Неверный код. Осталась 21 попытка.',
  ]);
});
