import { expect, test } from './demo-test.js';

test('the page is as strict as a page can be, and the dialog runs in it', async ({
  page,
  bank,
  demo,
  ledger,
  complaints,
}) => {
  const response = await page.goto(`${demo.url}/sign-in`);
  const policy = (await response?.headerValue('content-security-policy')) ?? '';
  expect(policy.split(/;\s*/)).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ]),
  );
  await bank.signInAs('ada');
  await bank.sendMoney();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('ada')).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test('a violation would be noticed by these tests', async ({ page, demo, complaints }) => {
  await page.goto(`${demo.url}/sign-in`);
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
  await expect.poll(() => complaints).toContainEqual(expect.stringContaining('style-src-attr'));
  complaints.length = 0;
});

test('the script is loaded with the integrity of what was built', async ({ page, bank }) => {
  await bank.signInAs('ben');
  const script = page.locator('script[src="/reverify-dialog.min.js"]');
  await expect(script).toHaveAttribute('integrity', /^sha384-[\w+/]{64}$/);
  expect(await page.evaluate(() => customElements.get('reverify-dialog') !== undefined)).toBe(true);
});
