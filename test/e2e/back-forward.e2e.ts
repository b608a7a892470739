import type { Page } from '@playwright/test';
import { BankPage } from './bank-page.js';
import { BankTab } from './bank-tab.js';
import { expect, test } from './demo-test.js';

// Playwright turns Chromium's back/forward cache off.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
});

test.beforeEach(async ({ bank }) => {
  // Firefox keeps no page that listens to server-sent events.
  await bank.page.addInitScript(() => {
    Object.assign(window, { EventSource: EventTarget });
  });
  await bank.signInAs('ada');
  await bank.sendMoney();
  await expect(bank.code).toBeFocused();
  await bank.code.pressSequentially('12');
  await bank.page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset['kept'] = String(persisted)));
  });
  await bank.page.goto(`${bank.demo.url}/phone`);
  await expect(bank.page.locator('#totp-code')).toHaveText(/^\d{6}$/);
});

/** By scripts alone: Playwright waits in vain for a page that was kept to load. */
async function comeBack({ page }: BankPage): Promise<BankTab<Page>> {
  const tab = new BankTab(page);
  await page.evaluate(() => history.back());
  await tab.isKept();
  return tab;
}

test('a dialog that was left open is as it was, and can be answered', async ({ bank, ledger }) => {
  const tab = await comeBack(bank);
  expect(await tab.typed).toBe('12');
  await tab.answer();
  await expect.poll(() => tab.status).toContain('€250.00 sent');
  await expect.poll(() => tab.heading).toBeUndefined();
  expect(await ledger.transfers('ada')).toHaveLength(1);
});

test('a dialog that was left open can be cancelled, and the page be used', async ({ bank, ledger }) => {
  const tab = await comeBack(bank);
  await tab.closeDialog();
  await expect.poll(() => tab.status).toBe('You cancelled. Nothing has changed.');
  await tab.askForTransfer();
  expect(await ledger.transfers('ada')).toEqual([]);
});

test('verified in another tab meanwhile, the transfer goes through when the user comes back', async ({
  bank,
  context,
  ledger,
}) => {
  const other = new BankPage(await context.newPage(), bank.demo);
  await other.page.goto(bank.demo.url);
  await other.sendMoney();
  await other.answerCode(await other.authenticatorCode());
  await expect(other.status).toContainText('€250.00 sent');

  const tab = await comeBack(bank);
  await expect.poll(() => tab.status).toContain('€250.00 sent');
  await expect.poll(() => tab.heading).toBeUndefined();
  expect(await ledger.transfers('ada')).toHaveLength(2);
});

test('signed out meanwhile, the user is told so, and nothing is sent again', async ({ bank, ledger }) => {
  await ledger.expireSessions('ada');
  const tab = await comeBack(bank);
  await expect.poll(() => tab.heading).toBe('You are signed out');
  await tab.acknowledge();
  await expect.poll(() => tab.address).toContain('/sign-in?expired');
  expect(await ledger.transfers('ada')).toEqual([]);
});
