import type { BrowserContext } from '@playwright/test';
import type { Demo } from '../../demo/server/demo.js';
import { BankPage } from './bank-page.js';
import { expect, test } from './demo-test.js';

/** Another tab of the same browser, with the bank in it. */
async function secondTab(context: BrowserContext, demo: Demo): Promise<BankPage> {
  const tab = new BankPage(await context.newPage(), demo);
  await tab.page.goto(demo.url);
  await expect(tab.page.getByText('Signed in as Ada')).toBeVisible();
  return tab;
}

async function askForTransfer(tab: BankPage): Promise<void> {
  await tab.page.bringToFront();
  await tab.sendMoney();
  await expect(tab.code).toBeVisible();
}

/** Neither driver ever hides a page, so that it is only said to come back: `real-tabs.chromium.e2e.ts` has real ones. */
const lookAt = (tab: BankPage) => tab.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test.beforeEach(async ({ bank }) => {
  await bank.signInAs('ada');
});

test('verified in one tab, the transfer that waits in another goes through, once', async ({
  bank,
  demo,
  context,
  ledger,
}) => {
  const other = await secondTab(context, demo);
  const transfers = other.requestsTo('/api/transfers');
  await askForTransfer(other);
  await other.code.pressSequentially('12');
  await askForTransfer(bank);
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toContainText('€250.00 sent');

  await expect(other.status).toContainText('€250.00 sent');
  await expect(other.dialog).toBeHidden();
  expect(transfers).toHaveLength(2);
  expect(await ledger.transfers('ada')).toHaveLength(2);
});

test('a stricter question in another tab stays open', async ({ bank, demo, context, ledger }) => {
  await demo.clock.advance(60);
  const other = await secondTab(context, demo);
  await other.button('Close account').click();
  await expect(other.dialog).toBeVisible();
  await askForTransfer(bank);
  const looked = other.page.waitForResponse('**/reverification/session');
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toContainText('€250.00 sent');
  await looked;
  await expect(other.dialog.getByRole('heading')).toHaveText('Confirm it’s you');
  expect(await ledger.isClosed('ada')).toBe(false);
});

test('signed out in another tab, the dialog says so when it is looked at, and sends nothing again', async ({
  bank,
  demo,
  context,
  ledger,
}) => {
  const transfers = bank.requestsTo('/api/transfers');
  await askForTransfer(bank);
  const other = await secondTab(context, demo);
  await other.button('Sign out').click();
  await expect(other.button('Sign in as Ada')).toBeVisible();

  await lookAt(bank);
  await expect(bank.dialog.getByRole('heading')).toHaveText('You are signed out');
  await bank.dialog.getByRole('button', { name: 'Close' }).first().click();
  await expect(bank.page.getByText('You were signed out. Please sign in again.')).toBeVisible();
  expect(transfers).toHaveLength(1);
  expect(await ledger.transfers('ada')).toEqual([]);
});

for (const how of ['when it is looked at', 'when an answer is given']) {
  test(`another user signed in in another tab: the dialog says so ${how}, and sends nothing again`, async ({
    bank,
    demo,
    context,
    ledger,
  }) => {
    const transfers = bank.requestsTo('/api/transfers');
    await askForTransfer(bank);
    const code = await bank.authenticatorCode();
    const other = await secondTab(context, demo);
    await other.button('Sign out').click();
    await other.button('Sign in as Ben').click();
    await expect(other.page.getByText('Signed in as Ben')).toBeVisible();

    await (how === 'when it is looked at' ? lookAt(bank) : bank.answerCode(code));
    await expect(bank.dialog.getByRole('heading')).toHaveText('You are signed out');
    await bank.page.keyboard.press('Escape');
    await expect(bank.status).toHaveText('You are no longer signed in. Nothing has changed.');
    expect(transfers).toHaveLength(1);
    expect([...(await ledger.transfers('ada')), ...(await ledger.transfers('ben'))]).toEqual([]);
  });
}
