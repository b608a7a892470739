import { expect, test } from './demo-test.js';

test('a code can be sent again after half a minute: the new one counts, the old one does not', async ({
  page,
  bank,
  demo,
  ledger,
}) => {
  await page.clock.install();
  await bank.signInAs('cleo');
  await bank.sendMoney();
  const first = await bank.textedCode(1);
  const resend = bank.dialog.getByRole('button', { name: /Send a new code/ });
  await expect(resend).toHaveAttribute('aria-disabled', 'true');

  await demo.clock.advance(0.6);
  await page.clock.fastForward(36_000);
  await resend.click();
  const second = await bank.textedCode(2);
  expect(second).not.toBe(first);

  await bank.answerCode(first);
  await expect(bank.dialog.getByRole('alert').getByText('This code is not right.')).toBeVisible();
  await bank.answerCode(second);
  await expect(bank.status).toContainText('€250.00 sent');
  expect(await ledger.transfers('cleo')).toHaveLength(1);
});
