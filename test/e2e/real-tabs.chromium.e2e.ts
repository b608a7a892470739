import { BankTab } from './bank-tab.js';
import { expect, test } from './demo-test.js';
import { RealTab } from './real-tab.js';

let behind: BankTab<RealTab>;
let front: BankTab<RealTab>;

/** One tab with a dialog that waits, and another one in front of it. */
test.beforeEach(async ({ browser, demo }) => {
  behind = new BankTab(await RealTab.open(browser, demo.url));
  await behind.signInAs('Ada');
  await behind.askForTransfer();
  front = new BankTab(await RealTab.open(browser, demo.url));
  await front.isReadyFor('Ada');
  await front.tab.bringToFront();
  await expect.poll(() => behind.visibility).toBe('hidden');
});

test.afterEach(async () => {
  await front.tab.close();
  await behind.tab.close();
});

test('a tab behind another goes on when the user verifies in the one in front', async ({ ledger }) => {
  await front.askForTransfer();
  await front.answer();
  await expect.poll(() => behind.status).toContain('€250.00 sent');
  expect(await behind.visibility).toBe('hidden');
  expect(await ledger.transfers('ada')).toHaveLength(2);
});

test('a tab that was frozen when the user verified goes on when it is woken', async ({ ledger }) => {
  await behind.tab.freeze();
  await front.askForTransfer();
  await front.answer();
  await expect.poll(() => front.status).toContain('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);

  await behind.tab.resume();
  await expect.poll(() => behind.status).toContain('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(2);
});

test('a tab that was frozen for nothing is as it was, and can be answered', async ({ ledger }) => {
  await behind.tab.freeze();
  await behind.tab.resume();
  await behind.tab.bringToFront();
  expect(await behind.heading).toBe('Confirm it’s you');
  await behind.answer();
  await expect.poll(() => behind.status).toContain('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);
});

for (const who of ['nobody', 'Ben']) {
  test(`with ${who} signed in instead, the tab behind says so when it comes to the front, and sends nothing`, async ({
    ledger,
  }) => {
    await front.press('Sign out');
    if (who === 'Ben') await front.signInAs('Ben');
    else await expect.poll(() => front.address).toMatch(/\/sign-in$/);
    expect(await behind.heading).toBe('Confirm it’s you');
    await behind.tab.bringToFront();
    await expect.poll(() => behind.heading).toBe('You are signed out');
    await behind.acknowledge();
    if (who === 'Ben') await expect.poll(() => behind.status).toContain('You are no longer signed in.');
    else await expect.poll(() => behind.address).toContain('/sign-in?expired');
    expect([...(await ledger.transfers('ada')), ...(await ledger.transfers('ben'))]).toEqual([]);
  });
}
