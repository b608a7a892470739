import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { Bank } from './bank.js';
import type * as Htmx from './bundled/htmx.js';
import { timeHasPassed } from './outcome.js';

const events = [
  'beforeRequest',
  'beforeSend',
  'beforeOnLoad',
  'afterOnLoad',
  'afterRequest',
  'beforeSwap',
  'afterSwap',
  'responseError',
  'sendError',
  'sendAbort',
  'timeout',
].map((name) => `htmx:${name}`);

describe('htmx, unchanged, in an intercepted page', () => {
  let htmx: typeof Htmx.htmx;
  let interception: typeof Htmx.interception;
  let bank: Bank;
  let form: HTMLFormElement;
  let seen: string[];
  const note = ({ type }: Event) => seen.push(type);

  before(async () => {
    // Loaded between the two, htmx waits for a DOMContentLoaded that has been.
    await waitUntil(() => document.readyState === 'complete');
    ({ htmx, interception } = await import('./bundled/htmx.js'));
  });

  beforeEach(async () => {
    bank = await Bank.signIn();
    seen = [];
    const section = await fixture(html`
      <section>
        <form hx-post="/api/fragment" hx-target="next output" hx-headers='{"Idempotency-Key":"b1946ac9"}'>
          <input name="amount" value="250" aria-label="Amount" />
          <button>Send</button>
        </form>
        <output></output>
      </section>
    `);
    const found = section.querySelector('form');
    if (!found) throw new Error('no form');
    form = found;
    htmx.process(section);
    for (const type of events) document.body.addEventListener(type, note);
  });
  afterEach(() => {
    for (const type of events) document.body.removeEventListener(type, note);
    htmx.config.timeout = 10_000;
  });
  after(() => interception.dispose());

  const output = () => form.nextElementSibling?.textContent.trim();
  const happened = (type: string) => waitUntil(() => seen.includes(type), `${type} did not happen`, { timeout: 5000 });

  it('is refused, verifies and replays, and swaps once', async () => {
    form.requestSubmit();
    await bank.verify();
    await happened('htmx:afterSwap');
    expect(output()).to.equal('Sent amount=250');
    expect(seen).to.deep.equal(
      ['beforeRequest', 'beforeSend', 'beforeOnLoad', 'beforeSwap', 'afterSwap', 'afterRequest', 'afterOnLoad'].map(
        (name) => `htmx:${name}`,
      ),
    );
    const { method, headers, body } = await bank.receivedTwice('/api/fragment');
    expect({ method, body }).to.deep.equal({ method: 'POST', body: 'amount=250' });
    expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'hx-request': 'true' });
  });

  it("tells of the API's refusal when the user cancels, and swaps nothing", async () => {
    form.requestSubmit();
    await bank.cancel();
    await happened('htmx:responseError');
    expect(output()).to.equal('');
    expect(await bank.received('/api/fragment')).to.have.length(1);
  });

  it('leaves the user their time: `timeout` counts for each sending', async () => {
    htmx.config.timeout = 1000;
    form.requestSubmit();
    await bank.isAsking();
    await timeHasPassed(1100);
    await bank.verify();
    await happened('htmx:afterSwap');
    htmx.config.timeout = 200;
    htmx.ajax('get', '/api/stuck', form).catch(() => undefined);
    await happened('htmx:timeout');
  });

  it('closes the dialog when the request is aborted', async () => {
    form.requestSubmit();
    await bank.isAsking();
    htmx.trigger(form, 'htmx:abort');
    await happened('htmx:sendAbort');
    await bank.isQuiet();
    expect(await bank.received('/api/fragment')).to.have.length(1);
  });
});
