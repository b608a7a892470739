import { BankPage } from './bank-page.js';
import { expect, test } from './demo-test.js';

test('a page that is loaded again goes on with the code that was mailed, and at the second factor', async ({
  page,
  bank,
  ledger,
}) => {
  await bank.signInAs('ada');
  await bank.button('Close account').click();
  await bank.chooseMethod(/Code by email/);
  const code = await bank.emailedCode();

  await page.reload();
  await expect(page.getByText('Signed in as Ada')).toBeVisible();
  await expect(bank.dialog).toBeHidden();
  await bank.button('Close account').click();
  await expect(bank.dialog.getByText(/^Enter the code we sent to .+ earlier\.$/).first()).toBeVisible();
  await expect(bank.code).toBeFocused();
  await expect(bank.dialog.getByRole('button', { name: /Send a new code/ })).toHaveAttribute('aria-disabled', 'true');
  expect(await bank.emailedCode(1), 'no other mail was sent').toBe(code);
  await bank.answerCode(code);
  await expect(bank.dialog.getByText('Step 2 of 2')).toBeVisible();

  await page.reload();
  await bank.button('Close account').click();
  await expect(bank.dialog.getByText('Step 2 of 2')).toBeVisible();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('Your account is closed.');
  expect(await ledger.isClosed('ada')).toBe(true);
  expect(await page.evaluate(() => sessionStorage.length), 'nothing is left').toBe(0);
});

test('a look at the phone in another tab, and back, loses nothing', async ({ page, bank, context, ledger }) => {
  await bank.signInAs('cleo');
  await bank.sendMoney();
  await expect(bank.code).toBeFocused();
  await bank.code.pressSequentially('1');

  const phone = new BankPage(await context.newPage(), bank.demo);
  await phone.page.goto(`${bank.demo.url}/phone`);
  const code = await phone.textedCode(1);
  await page.bringToFront();
  await expect(bank.code).toHaveValue('1');
  await expect(bank.code).toBeFocused();
  await bank.code.fill(code);
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('cleo')).toHaveLength(1);
});
