import { expect, test } from './demo-test.js';

test('Ben, who has only a password, is asked for it where a second factor is wanted', async ({
  bank,
  ledger,
  demo,
}) => {
  await bank.signInAs('ben');
  await demo.clock.advance(60);
  await bank.sendMoney();
  await expect(bank.dialog.getByRole('button', { name: 'Use another method' })).toHaveCount(0);
  await bank.answerPassword('ben');
  await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles.');
  expect(await ledger.transfers('ben')).toHaveLength(1);
});

test('Ben is not asked at all right after he signed in with his password', async ({ bank, ledger }) => {
  await bank.signInAs('ben');
  await bank.sendMoney();
  await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles.');
  expect(await ledger.transfers('ben')).toHaveLength(1);
});

test('Cleo is sent a code to her phone at once, because it is her only second factor', async ({ bank, ledger }) => {
  await bank.signInAs('cleo');
  await bank.sendMoney();
  await bank.answerCode(await bank.textedCode());
  await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles.');
  expect(await ledger.transfers('cleo')).toHaveLength(1);
});

test('Dan, who has no usable factor, is told so, and nothing happens to his account', async ({ bank, ledger }) => {
  await bank.signInAs('dan');
  await bank.sendMoney();
  await expect(bank.dialog.getByRole('heading')).toHaveText('We can’t confirm it’s you here');
  await bank.dialog.getByRole('button', { name: 'Close' }).first().click();
  await expect(bank.status).toHaveText('You have no way to prove that it is you, so the bank did nothing.');
  expect(await ledger.transfers('dan')).toEqual([]);
});
