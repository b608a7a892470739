import { expect, waitUntil } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
// By now, so that no client's time limit is spent on loading.
import '../../src/dialog/interior.js';
import '../../src/intercept/refused.js';
import type { Received, Refusal, Session } from './server/sessions.js';

/** The bank of `server/bank.ts`, for a user who has just signed in and sits before the page's dialog. */
export class Bank {
  /** @param page where the dialog opens. */
  constructor(private readonly page: Document = document) {}

  static async signIn(refusal: Refusal = 'response'): Promise<Bank> {
    for (const dialog of document.querySelectorAll('reverify-dialog')) dialog.remove();
    await fetch(`/clients-api/sign-in?refusal=${refusal}`, { method: 'POST' });
    return new Bank();
  }

  async session(): Promise<Session> {
    const response = await fetch('/clients-api/session');
    return (await response.json()) as Session;
  }

  /** What was sent to an address. */
  async received(path: string): Promise<Received[]> {
    const { received } = await this.session();
    return received.filter(({ url }) => url.startsWith(path));
  }

  /** How often the user was asked. */
  async asked(): Promise<number> {
    return (await this.session()).asked;
  }

  /** Resolves when the user is being asked for the `times`th time. */
  async asks(times: number): Promise<void> {
    await waitUntil(async () => (await this.asked()) >= times, `not asked ${times} times`, { timeout: 5000 });
  }

  /** The user answers the dialog. */
  async verify(): Promise<void> {
    const dialog = await this.isAsking();
    await dialog.answer('correct horse');
  }

  /** The user closes the dialog. */
  async cancel(): Promise<void> {
    const dialog = await this.isAsking();
    dialog.element.cancel();
  }

  /** Resolves when the user may answer. */
  async isAsking(): Promise<DialogHarness> {
    await waitUntil(() => this.#dialog?.open, 'nobody was asked', { timeout: 5000 });
    if (!this.#dialog) throw new Error('the dialog was removed');
    const harness = new DialogHarness(this.#dialog);
    await harness.waitForStability();
    return harness;
  }

  /** Resolves when nobody is being asked any more. */
  async isQuiet(): Promise<void> {
    await waitUntil(() => !this.#dialog?.open, 'the dialog stays open');
  }

  /**
   * Of an address, the bank has received two requests that are equal to the last byte, and the user was asked once.
   *
   * @returns the request.
   */
  async receivedTwice(path: string): Promise<Received> {
    const [first, second, ...more] = await this.received(path);
    if (!first) throw new Error(`nothing was sent to ${path}`);
    expect(second, 'the replay').to.deep.equal(first);
    expect(more, 'what was sent after the replay').to.deep.equal([]);
    expect(await this.asked(), 'how often the user was asked').to.equal(1);
    return first;
  }

  get #dialog() {
    return this.page.querySelector('reverify-dialog');
  }
}
