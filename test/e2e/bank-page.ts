import { expect } from '@playwright/test';
import type { Locator, Page, Request } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import type { Demo } from '../../demo/server/demo.js';
import { personById } from '../../demo/server/people.js';

export type PersonId = 'ada' | 'ben' | 'cleo' | 'dan';

/** The demo's page in the words of the person in front of it. */
export class BankPage {
  readonly dialog: Locator;
  readonly status: Locator;
  readonly code: Locator;
  readonly password: Locator;
  readonly backupCode: Locator;

  constructor(
    readonly page: Page,
    readonly demo: Demo,
  ) {
    this.dialog = page.getByRole('dialog');
    this.status = page.locator('#status');
    this.code = this.dialog.getByRole('textbox', { name: '6-digit code' });
    this.password = this.dialog.getByLabel('Password', { exact: true });
    this.backupCode = this.dialog.getByRole('textbox', { name: 'Backup code' });
  }

  async signInAs(person: PersonId): Promise<void> {
    const name = personById(person).firstName;
    await this.page.goto(this.demo.url);
    await this.button(`Sign in as ${name}`).click();
    await expect(this.page.getByText(`Signed in as ${name}`)).toBeVisible();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  sendMoney(): Promise<void> {
    return this.button('Send money').click();
  }

  async chooseMethod(name: string | RegExp): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Use another method' }).click();
    await this.dialog.getByRole('button', { name }).click();
  }

  submit(): Promise<void> {
    return this.dialog.getByRole('button', { name: 'Continue' }).click();
  }

  async answerPassword(person: PersonId): Promise<void> {
    await this.password.fill(personById(person).password ?? '');
    await this.submit();
  }

  /** Types a code, over a wrong one if there is one: that is selected. Six digits submit themselves. */
  async answerCode(code: string): Promise<void> {
    await this.code.pressSequentially(code);
  }

  /** The code that the phone panel's authenticator shows, once it has noticed what time it is. */
  async authenticatorCode(): Promise<string> {
    const shown = this.page.locator('#totp-code');
    const app = new TOTP({ secret: Secret.fromBase32(personById('ada').totpSecret ?? '') });
    const age = async () =>
      app.validate({ token: await shown.innerText(), timestamp: this.demo.clock.now(), window: 1 });
    await expect.poll(age).not.toBeNull();
    return shown.innerText();
  }

  /** The code in the newest message, once there are `count` of them. */
  async emailedCode(count = 1): Promise<string> {
    return codeIn(this.#messages('#inbox-list'), count);
  }

  async textedCode(count = 1): Promise<string> {
    return codeIn(this.#messages('#sms-list'), count);
  }

  /** Collects the page's requests to one path. */
  requestsTo(path: string): Request[] {
    const requests: Request[] = [];
    this.page.on('request', (request) => {
      if (new URL(request.url()).pathname === path) requests.push(request);
    });
    return requests;
  }

  /** By id: while the dialog is open, everything behind it is inert and has no roles. */
  #messages(list: string): Locator {
    return this.page.locator(`${list} li:not(.nothing)`);
  }
}

async function codeIn(messages: Locator, count: number): Promise<string> {
  await expect(messages).toHaveCount(count);
  const [code] = /\b\d{6}\b/.exec(await messages.first().innerText()) ?? [];
  if (code === undefined) throw new Error('there is no code in this message');
  return code;
}
