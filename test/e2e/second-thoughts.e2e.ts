import { expect, test } from './demo-test.js';

test.beforeEach(async ({ bank }) => {
  await bank.signInAs('ada');
  await bank.sendMoney();
  await expect(bank.code).toBeFocused();
});

test('Escape cancels: nothing is sent, and the focus is back on the button', async ({ page, bank, ledger }) => {
  await page.keyboard.press('Escape');
  await expect(bank.status).toHaveText('You cancelled. Nothing has changed.');
  await expect(bank.dialog).toBeHidden();
  await expect(bank.button('Send money')).toBeFocused();
  expect(await ledger.transfers('ada')).toEqual([]);
});

test('the close button cancels, and the next try asks again', async ({ bank, ledger }) => {
  await bank.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(bank.status).toHaveText('You cancelled. Nothing has changed.');

  await bank.sendMoney();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);
});

test('a wrong code is said at the field and kept there; the right one then counts', async ({ bank, ledger }) => {
  const right = await bank.authenticatorCode();
  const wrong = right === '000000' ? '000001' : '000000';
  await bank.answerCode(wrong);
  await expect(bank.dialog.getByRole('alert').getByText('This code is not right.')).toBeVisible();
  await expect(bank.code).toHaveValue(wrong);
  await expect(bank.code).toHaveAttribute('aria-invalid', 'true');
  expect(await ledger.transfers('ada')).toEqual([]);

  await bank.answerCode(right);
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);
});
