import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFactor, usableFactors } from '../../src/verification/factors.js';
import { backupCode, email, passkey, password, phone, totp, verification } from './scripted-verifier.js';

const firstFactors = [phone('p2', false), email('e2', false), password, email('e1'), phone('p1'), passkey];
const first = verification({ firstFactors });

test('first factors are offered passkey, password, email, phone, and primary addresses before others', () => {
  assert.deepEqual(usableFactors(first, 'first', true, undefined), [
    passkey,
    password,
    email('e1'),
    email('e2', false),
    phone('p1'),
    phone('p2', false),
  ]);
});

test('second factors are offered authenticator app, phone, backup code', () => {
  const second = verification({ secondFactors: [backupCode, phone(), totp] });
  assert.deepEqual(usableFactors(second, 'second', true, undefined), [totp, phone(), backupCode]);
});

test('the preferred strategy comes first, its primary address before its others', () => {
  const factors = usableFactors(first, 'first', true, 'email_code');
  assert.deepEqual(factors.slice(0, 3), [email('e1'), email('e2', false), passkey]);
});

test('a preferred strategy that the user does not have, or of the other stage, changes nothing', () => {
  assert.deepEqual(usableFactors(first, 'first', true, 'totp'), usableFactors(first, 'first', true, undefined));
});

test('a browser without passkeys is not offered any', () => {
  assert.ok(!usableFactors(first, 'first', false, 'passkey').some(({ strategy }) => strategy === 'passkey'));
});

test('the lists of the verification stay as the server ordered them', () => {
  usableFactors(first, 'first', true, undefined);
  assert.equal(first.firstFactors[0], firstFactors[0]);
  assert.equal(first.firstFactors.length, 6);
});

test('a factor is found again in another answer of the server, whatever else changed about it', () => {
  const renamed = { ...email('e2', false), safeIdentifier: 'masked otherwise' };
  assert.equal(findFactor([password, email('e1'), renamed], email('e2')), renamed);
  assert.equal(findFactor([password, email('e1')], email('e2')), undefined);
});
