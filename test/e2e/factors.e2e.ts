import { expect, test } from './demo-test.js';

test.describe('a transfer, which wants a second factor', () => {
  const theTransfer = { payee: 'Bob’s Bicycles', reference: 'New wheels', amount_cents: 25_000 };

  test.beforeEach(async ({ bank }) => {
    await bank.signInAs('ada');
  });

  test('is made once the authenticator code is right', async ({ bank, ledger }) => {
    const sent = bank.requestsTo('/api/transfers');
    await bank.sendMoney();
    await bank.answerCode(await bank.authenticatorCode());
    await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles.');
    expect(await ledger.transfers('ada')).toEqual([theTransfer]);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.postData()).toBe(sent[0]?.postData());
  });

  test('is made once the code from a text message is right', async ({ bank, ledger }) => {
    await bank.sendMoney();
    await bank.chooseMethod(/Code by text message/);
    await bank.answerCode(await bank.textedCode());
    await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles.');
    expect(await ledger.transfers('ada')).toEqual([theTransfer]);
  });

  test('is made once a backup code is right, and that code is good for nothing more', async ({
    bank,
    ledger,
    demo,
  }) => {
    const code = await ledger.backupCode('ada');
    await bank.sendMoney();
    await bank.chooseMethod('Backup code');
    await bank.backupCode.fill(code);
    await bank.submit();
    await expect(bank.status).toHaveText('€250.00 sent to Bob’s Bicycles.');

    await demo.clock.advance(60);
    await bank.sendMoney();
    await bank.chooseMethod('Backup code');
    await bank.backupCode.fill(code);
    await bank.submit();
    await expect(bank.dialog.getByRole('alert').getByText('This code is not right.')).toBeVisible();
    expect(await ledger.transfers('ada')).toEqual([theTransfer]);
  });

  test('needs no second dialog while the verification is fresh, and one again an hour later', async ({
    bank,
    ledger,
  }) => {
    await bank.sendMoney();
    await bank.answerCode(await bank.authenticatorCode());
    await expect(bank.status).toContainText('sent');

    await bank.sendMoney();
    await expect.poll(() => ledger.transfers('ada')).toHaveLength(2);
    await expect(bank.dialog).toBeHidden();

    await bank.button('Pretend an hour has passed').click();
    await expect(bank.status).toHaveText('Time flies.');
    await bank.sendMoney();
    await expect(bank.code).toBeVisible();
    expect(await ledger.transfers('ada')).toHaveLength(2);
  });
});

test.describe('closing the account, which wants a first and then a second factor', () => {
  test.beforeEach(async ({ bank }) => {
    await bank.signInAs('ada');
    await bank.button('Close account').click();
  });

  test.afterEach(async ({ bank, ledger }) => {
    expect(await ledger.isClosed('ada')).toBe(false);
    await bank.answerCode(await bank.authenticatorCode());
    await expect(bank.status).toHaveText('Your account is closed.');
    expect(await ledger.isClosed('ada')).toBe(true);
  });

  test('takes the password first', async ({ bank }) => {
    await expect(bank.dialog.getByText('Step 1 of 2')).toBeVisible();
    await bank.answerPassword('ada');
    await expect(bank.dialog.getByText('Step 2 of 2')).toBeVisible();
  });

  test('takes a code from the inbox first', async ({ bank }) => {
    await bank.chooseMethod(/Code by email/);
    await bank.answerCode(await bank.emailedCode());
    await expect(bank.dialog.getByText('Step 2 of 2')).toBeVisible();
  });

  test('takes a code from a text message first', async ({ bank }) => {
    await bank.chooseMethod(/Code by text message/);
    await bank.answerCode(await bank.textedCode());
    await expect(bank.dialog.getByText('Step 2 of 2')).toBeVisible();
  });
});
