import type { Page } from '@playwright/test';
import { BankPage } from './bank-page.js';
import { expect, test } from './demo-test.js';

type Authenticator = Awaited<ReturnType<typeof addAuthenticator>>;

/** Plugs in an authenticator that says yes, empty or with the passkeys of another. Returns how to change what it says. */
async function addAuthenticator(page: Page, { like }: { like?: Authenticator } = {}) {
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
  for (const credential of (await like?.passkeys())?.credentials ?? []) {
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
  }
  return {
    passkeys: () => cdp.send('WebAuthn.getCredentials', { authenticatorId }),
    setPresence: (enabled: boolean) =>
      cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
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
  await bank.dialog.getByRole('button', { name: 'Use your password instead' }).click();
  await bank.answerPassword('ada');
  await bank.answerCode(await bank.authenticatorCode());
  await expect(bank.status).toHaveText('Your account is closed.');
  expect(await ledger.isClosed('ada')).toBe(true);
});

test('a passkey that is used in a second tab answers the first, whose browser is still asking', async ({
  page,
  bank,
  demo,
  context,
  ledger,
}) => {
  const authenticator = await addAuthenticator(page);
  await bank.signInAs('ben');
  await bank.button('Add a passkey').click();
  await expect(page.getByText('You have one passkey.')).toBeVisible();
  await demo.clock.advance(60);
  await authenticator.setPresence(false);
  await bank.sendMoney();
  await bank.dialog.getByRole('button', { name: 'Use passkey' }).click();
  await expect(bank.dialog.getByRole('status').filter({ hasText: 'Waiting for your passkey…' })).toBeAttached();

  const other = new BankPage(await context.newPage(), demo);
  await addAuthenticator(other.page, { like: authenticator });
  await other.page.goto(demo.url);
  await other.sendMoney();
  await other.dialog.getByRole('button', { name: 'Use passkey' }).click();
  await expect(other.status).toContainText('€250.00 sent');
  await expect(bank.status).toContainText('€250.00 sent');
  await expect(bank.dialog).toBeHidden();
  expect(await ledger.transfers('ben')).toHaveLength(2);
});
