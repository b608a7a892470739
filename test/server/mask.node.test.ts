import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskEmailAddress, maskIdentifier, maskPhoneNumber } from '../../src/server/mask.js';

test('an address keeps its first letter and its domain', () => {
  assert.equal(maskEmailAddress('jane@example.com'), 'j•••@example.com');
  assert.equal(maskEmailAddress('"odd@local"@example.com'), '"•••@example.com');
  assert.equal(maskEmailAddress('😀smile@example.com'), '😀•••@example.com');
});

test('an address of one letter keeps none, for that would be all of it', () => {
  assert.equal(maskEmailAddress('j@example.com'), '•••@example.com');
  assert.equal(maskEmailAddress('no address'), '•••');
});

test('a number keeps its beginning and its last two digits', () => {
  assert.equal(maskPhoneNumber('+49 151 1234-5678'), '+49•••••78');
  assert.equal(maskPhoneNumber('12345'), '•••••');
});

test('an identifier is masked where it is an address or a number, not where it is a name', () => {
  assert.equal(maskIdentifier('jane@example.com'), 'j•••@example.com');
  assert.equal(maskIdentifier('+4915112345678'), '+49•••••78');
  assert.equal(maskIdentifier('jane.doe'), 'jane.doe');
});
