import type { Locator, Page } from '@playwright/test';
import { expect, test } from './demo-test.js';

/** Presses Tab until the focus is where a person wants it, as they would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element.matches(':focus'))) return;
  }
  throw new Error('the focus never gets there');
}

test('from signing in to a finished transfer by keyboard alone', async ({ page, bank, demo, ledger }) => {
  await page.goto(demo.url);
  await tabTo(page, bank.button('Sign in as Ada'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed in as Ada')).toBeVisible();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to your account' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('To', { exact: true }));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Grace');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('12.50');
  await page.keyboard.press('Enter');

  await expect(bank.code).toBeFocused();
  await page.keyboard.type(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('€12.50 sent to Grace.');
  await expect(bank.dialog).toBeHidden();
  await expect(page.getByLabel('Amount in euros')).toBeFocused();
  expect(await ledger.transfers('ada')).toEqual([{ payee: 'Grace', reference: 'New wheels', amount_cents: 1_250 }]);
});

test('another method is found, and left again, by keyboard alone', async ({ page, bank, ledger }) => {
  await bank.signInAs('ada');
  await bank.button('Send money').press('Enter');
  await expect(bank.code).toBeFocused();
  await tabTo(page, bank.dialog.getByRole('button', { name: 'Use another method' }));
  await page.keyboard.press('Enter');
  await tabTo(page, bank.dialog.getByRole('button', { name: 'Backup code' }));
  await page.keyboard.press('Enter');
  await expect(bank.backupCode).toBeFocused();
  await page.keyboard.type(await ledger.backupCode('ada'));
  await page.keyboard.press('Enter');
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);
});
