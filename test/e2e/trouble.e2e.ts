import { expect, test } from './demo-test.js';

test.beforeEach(async ({ bank }) => {
  await bank.signInAs('ada');
  await bank.sendMoney();
  await expect(bank.code).toBeVisible();
});

test('signed out in the middle: the dialog says so, and nothing is sent again', async ({ bank, ledger }) => {
  const code = await bank.authenticatorCode();
  const sent = bank.requestsTo('/api/transfers');
  await ledger.expireSessions('ada');
  await bank.answerCode(code);
  await expect(bank.dialog.getByRole('heading')).toHaveText('You are signed out');
  await bank.dialog.getByRole('button', { name: 'Close' }).first().click();
  await expect(bank.page).toHaveURL(/\/sign-in\?expired/);
  await expect(bank.page.getByRole('alert')).toHaveText('You were signed out. Please sign in again.');
  expect(sent).toHaveLength(0);
  expect(await ledger.transfers('ada')).toEqual([]);
});

test('the network lost in the middle: what was typed stays, and trying again works', async ({ page, bank, ledger }) => {
  const code = await bank.authenticatorCode();
  await page.route('**/reverification/**', (route) => route.abort('internetdisconnected'));
  await bank.answerCode(code);
  await expect(bank.dialog.getByRole('alert').getByText(/No connection/)).toBeVisible();
  await expect(bank.code).toHaveValue(code);

  await page.unroute('**/reverification/**');
  await bank.submit();
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);
});
