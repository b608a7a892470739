import { expect, test } from './demo-test.js';

test('two transfers refused at once share one dialog, and each is made exactly once', async ({
  page,
  bank,
  ledger,
}) => {
  await bank.signInAs('ada');
  const transfers = bank.requestsTo('/api/transfers');
  const verifications = bank.requestsTo('/reverification/verify');
  await bank.button('Send it twice at once').click();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles, 2 times.');
  await expect(bank.dialog).toBeHidden();

  expect(await ledger.transfers('ada')).toHaveLength(2);
  expect((await ledger.account('ada')).balance_cents).toBe(482_350 - 50_000);
  expect(transfers).toHaveLength(4);
  expect(verifications).toHaveLength(1);
  await expect(page.locator('#balance')).toHaveText('€4,323.50');
});

test('two transfers of more than there is: one is made, the other is refused for lack of money', async ({
  bank,
  demo,
  ledger,
}) => {
  await bank.signInAs('ada');
  await demo.db.updateTable('accounts').set({ balance_cents: 30_000 }).where('user_id', '=', 'ada').execute();
  await bank.button('Send it twice at once').click();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('There is not enough money in this account.');
  await expect.poll(() => ledger.transfers('ada')).toHaveLength(1);
  expect((await ledger.account('ada')).balance_cents).toBe(5_000);
});
