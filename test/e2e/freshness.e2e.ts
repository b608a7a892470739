import { expect, test } from './demo-test.js';

test('each action asks only if the verification is too old for it', async ({ bank, ledger }) => {
  await bank.signInAs('ada');
  const [statements, limits] = [bank.requestsTo('/api/statement'), bank.requestsTo('/api/limit')];
  await bank.button('Show statement').click();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('No transfers yet.');
  // By the page's plain `fetch`, which the element intercepts: refused, and sent again.
  expect(statements).toHaveLength(2);

  await bank.button('Pretend ten minutes have passed').click();
  await expect(bank.status).toHaveText('Time flies.');
  await bank.button('Save limit').click();
  await expect(bank.status).toHaveText('Your daily limit is now €1,000.00.');

  await bank.sendMoney();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toContainText('€250.00 sent');

  await bank.button('Pretend an hour has passed').click();
  await expect(bank.status).toHaveText('Time flies.');
  await bank.button('Show statement').click();
  await expect(bank.status).toHaveText('Here is your statement.');
  await expect(bank.page.getByRole('row', { name: /Bob’s Bicycles/ })).toHaveCount(1);

  // Not `fill`: driving Firefox ESR, it adds to what a number field holds.
  const limit = bank.page.getByLabel(/Most that may leave/);
  await limit.press('ControlOrMeta+a');
  await limit.pressSequentially('200');
  await bank.button('Save limit').click();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('Your daily limit is now €200.00.');
  expect((await ledger.account('ada')).daily_limit_cents).toBe(20_000);
  // By a form that asks first: refused neither time.
  expect(limits).toHaveLength(2);

  await bank.sendMoney();
  await expect(bank.status).toContainText('more than your daily limit');
  expect(await ledger.transfers('ada')).toHaveLength(1);
});
