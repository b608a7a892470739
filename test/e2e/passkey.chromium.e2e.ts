import type { Page } from '@playwright/test';
import { expect, test } from './demo-test.js';

/** Plugs in an authenticator that says yes. Returns how to change what it says. */
async function addAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    setUserVerified: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

test('a passkey that was added in the bank is the first factor offered, and closes the account', async ({
  page,
  bank,
  ledger,
}) => {
  await addAuthenticator(page);
  await bank.signInAs('ada');
  await bank.button('Add a passkey').click();
  await expect(page.getByText('You have one passkey.')).toBeVisible();

  await bank.button('Close account').click();
  await bank.dialog.getByRole('button', { name: 'Use passkey' }).click();
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('Your account is closed.');
  expect(await ledger.isClosed('ada')).toBe(true);
});

test('a passkey that fails leaves the dialog usable: another method finishes the job', async ({
  page,
  bank,
  ledger,
}) => {
  const authenticator = await addAuthenticator(page);
  await bank.signInAs('ada');
  await bank.button('Add a passkey').click();
  await expect(page.getByText('You have one passkey.')).toBeVisible();

  await authenticator.setUserVerified(false);
  await bank.button('Close account').click();
  await bank.dialog.getByRole('button', { name: 'Use passkey' }).click();
  await expect(bank.dialog.getByRole('alert').getByText(/The passkey was not used/)).toBeVisible();
  await bank.chooseMethod('Password');
  await bank.answerPassword('ada');
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('Your account is closed.');
  expect(await ledger.isClosed('ada')).toBe(true);
});
