import { expect } from '@playwright/test';

/** Finds by a selector what is in the dialog. */
const IN_DIALOG = `((selector) => document.querySelector('reverify-dialog').shadowRoot.querySelector(selector))`;

/** The bank's page, driven by scripts alone: where Playwright's own means do not reach, or wait in vain. */
export class BankTab<Tab extends { evaluate(expression: string): Promise<unknown> }> {
  constructor(readonly tab: Tab) {}

  async press(button: string): Promise<void> {
    const found = `[...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === '${button}')`;
    await this.#until(`!!(${found})`);
    await this.tab.evaluate(`${found}.click()`);
  }

  async signInAs(name: string): Promise<void> {
    await this.press(`Sign in as ${name}`);
    await this.isReadyFor(name);
  }

  /** The name is the last that the page's script writes: from then on it listens. */
  async isReadyFor(name: string): Promise<void> {
    await this.#until(`document.getElementById('user-name')?.textContent === '${name}'`);
  }

  async askForTransfer(): Promise<void> {
    await this.press('Send money');
    await this.#until(`!!(${IN_DIALOG}('form input'))`);
  }

  async answer(): Promise<void> {
    await this.#until(`/^\\d{6}$/.test(document.getElementById('totp-code').textContent)`);
    await this.tab.evaluate(`{
      const field = ${IN_DIALOG}('form input');
      field.value = document.getElementById('totp-code').textContent;
      field.form.requestSubmit();
    }`);
  }

  /** Closes the dialog by the button of its notice, where there is nothing to answer. */
  async acknowledge(): Promise<void> {
    await this.tab.evaluate(`${IN_DIALOG}('[part=submit]').click()`);
  }

  async closeDialog(): Promise<void> {
    await this.tab.evaluate(`${IN_DIALOG}('[part=close]').click()`);
  }

  /** Until the page has come out of the back/forward cache: see `back-forward.e2e.ts`. */
  async isKept(): Promise<void> {
    await this.#until(`document.documentElement.dataset.kept === 'true'`);
  }

  /** What is in the dialog's field. */
  get typed(): Promise<unknown> {
    return this.#read(`${IN_DIALOG}('dialog[open] form input')?.value`);
  }

  get status(): Promise<unknown> {
    return this.#read(`document.getElementById('status')?.textContent`);
  }

  get heading(): Promise<unknown> {
    return this.#read(`${IN_DIALOG}('dialog[open] h2')?.textContent.trim()`);
  }

  get visibility(): Promise<unknown> {
    return this.#read('document.visibilityState');
  }

  get address(): Promise<unknown> {
    return this.#read('location.href');
  }

  /** What an expression is in the page; nothing between two pages. */
  async #read(expression: string): Promise<unknown> {
    return this.tab.evaluate(expression).catch(() => undefined);
  }

  async #until(expression: string): Promise<void> {
    await expect.poll(() => this.#read(expression)).toBe(true);
  }
}
