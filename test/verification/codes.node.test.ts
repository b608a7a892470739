import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizeCode } from '../../src/verification/codes.js';

const sameCode = {
  'with a space': '123 456',
  'with a dash': '123-456',
  'with a no-break space and line ends': '\n123\u00a0456\r\n',
  'in full-width digits': '１２３４５６',
  'in Arabic-Indic digits': '١٢٣٤٥٦',
  'in Persian digits': '۱۲۳۴۵۶',
  'in Devanagari digits': '१२३ ४५६',
  'in mathematical bold digits': '𝟏𝟐𝟑𝟒𝟓𝟔',
  'with the prefix of an SMS': 'G-123456',
  'with direction marks around it': '\u200e123456\u200f',
};

for (const [how, typed] of Object.entries(sameCode)) {
  test(`a code typed ${how} is the same six digits`, () => {
    assert.equal(normalizeCode(typed, 'totp'), '123456');
  });
}

test('zero and nine of every script that has digits come out as 0 and 9', () => {
  for (let zero = 0; zero < 0x1ffff; zero++) {
    const digits = Array.from({ length: 10 }, (_, value) => String.fromCodePoint(zero + value)).join('');
    const isRun = /^\p{Nd}{10}$/u.test(digits) && !/\p{Nd}/u.test(String.fromCodePoint(Math.max(0, zero - 1)));
    if (isRun) assert.equal(normalizeCode(digits, 'email_code'), '0123456789', `U+${zero.toString(16)}`);
  }
});

test('a code without a digit is empty', () => {
  assert.equal(normalizeCode('abc', 'phone_code'), '');
});

test('a backup code keeps its letters and dashes, and loses the space around it', () => {
  assert.equal(normalizeCode('  a1b2-C3d4\n', 'backup_code'), 'a1b2-C3d4');
});
