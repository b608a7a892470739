import { expect, waitUntil } from '@open-wc/testing';
import { Bank } from './bank.js';
import type { Refusal } from './server/sessions.js';

const events = [
  'turbo:before-fetch-request',
  'turbo:before-fetch-response',
  'turbo:fetch-request-error',
  'turbo:submit-start',
  'turbo:submit-end',
  'turbo:frame-missing',
];

/** What an event says of the answer. */
function statusIn({ detail }: CustomEvent<{ fetchResponse?: { statusCode: number } }>): string {
  return detail.fetchResponse ? ` ${detail.fetchResponse.statusCode}` : '';
}

const isCustom = (event: Event): event is CustomEvent<{ fetchResponse?: { statusCode: number } }> => 'detail' in event;

describe('Turbo, unchanged, in an intercepted page', () => {
  let frame: HTMLIFrameElement;
  let seen: string[];

  afterEach(() => frame.remove());

  /** A page of its own, since Turbo replaces what is in it. */
  async function open(refusal: Refusal = 'response'): Promise<Bank> {
    await Bank.signIn(refusal);
    frame = document.createElement('iframe');
    frame.src = '/clients-api/turbo';
    frame.style.cssText = 'width: 800px; height: 600px';
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    document.body.append(frame);
    await loaded;
    seen = [];
    for (const type of events) {
      page().addEventListener(type, (event) => seen.push(type + (isCustom(event) ? statusIn(event) : '')));
    }
    return new Bank(page());
  }

  function page(): Document {
    if (!frame.contentDocument) throw new Error('no page in the frame');
    return frame.contentDocument;
  }

  const text = (selector: string) => page().querySelector(selector)?.textContent.trim();
  const click = (selector: string) => page().querySelector<HTMLElement>(selector)?.click();
  const shows = (selector: string, expected: string) =>
    waitUntil(() => text(selector) === expected, `${selector} does not show ${expected}`, { timeout: 5000 });

  it('follows a link once the user has verified, without loading the page anew', async () => {
    const bank = await open();
    const before = page();
    click('#link');
    await bank.verify();
    await shows('h1', 'Statement');
    expect(page()).to.equal(before);
    expect(page().location.pathname).to.equal('/api/statement');
    expect(seen).to.deep.equal(['turbo:before-fetch-request', 'turbo:before-fetch-response 200']);
    const { headers } = await bank.receivedTwice('/api/statement');
    expect(headers['x-turbo-request-id']).to.be.a('string');
  });

  it('submits a form once the user has verified, with its button and files, and follows where it leads', async () => {
    const bank = await open();
    const files = new DataTransfer();
    files.items.add(new File(['paid'], 'invoice.txt', { type: 'text/plain' }));
    const input = page().querySelector<HTMLInputElement>('[name=invoice]');
    if (input) input.files = files.files;
    click('#form button');
    await bank.verify();
    await shows('h1', 'Receipt');
    expect(seen).to.deep.equal([
      'turbo:before-fetch-request',
      'turbo:submit-start',
      'turbo:before-fetch-response 200',
      'turbo:submit-end 200',
    ]);
    const sent = await bank.received('/api/payments');
    const forms = await Promise.all(
      sent.map(({ body, headers }) =>
        new Response(body, { headers: { 'Content-Type': headers['content-type'] ?? '' } }).formData(),
      ),
    );
    expect(forms).to.have.length(2);
    for (const form of forms) {
      const invoice = form.get('invoice');
      expect([form.get('amount'), form.get('from')]).to.deep.equal(['250', 'savings']);
      expect(invoice instanceof File && (await invoice.text())).to.equal('paid');
    }
    expect(await bank.asked()).to.equal(1);
  });

  it('renders a stream once', async () => {
    const bank = await open();
    click('#stream-form button');
    await bank.verify();
    await shows('#list', 'Added');
    expect(page().querySelectorAll('#list li')).to.have.length(1);
    expect(seen).to.include('turbo:submit-end 200');
    const { headers } = await bank.receivedTwice('/api/streams');
    expect(headers['accept']).to.include('turbo-stream');
  });

  it('fills a frame', async () => {
    const bank = await open();
    click('#frame-link');
    await bank.verify();
    await shows('#frame', 'Statement in a frame');
    expect(text('h1')).to.equal('Turbo');
    expect(seen).to.deep.equal(['turbo:before-fetch-request', 'turbo:before-fetch-response 200']);
    expect((await bank.receivedTwice('/api/statement')).headers).to.include({ 'turbo-frame': 'frame' });
  });

  it("ends a submission with the API's refusal when the user cancels, and renders nothing", async () => {
    const bank = await open();
    click('#form button');
    await bank.cancel();
    await waitUntil(() => seen.includes('turbo:submit-end 403'));
    expect(text('h1')).to.equal('Turbo');
    expect(seen).not.to.include('turbo:fetch-request-error');
    expect(await bank.received('/api/payments')).to.have.length(1);
  });

  it('shows the page of a refusal that has one when the user cancels', async () => {
    const bank = await open('page');
    click('#link');
    await bank.cancel();
    await shows('h1', 'Verify again');
    expect(await bank.received('/api/statement')).to.have.length(1);
  });

  it('lets the browser load the address when the user cancels and the refusal is no page', async () => {
    const bank = await open();
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    click('#link');
    await bank.cancel();
    await loaded;
    expect(page().location.pathname).to.equal('/api/statement');
    expect(page().body.textContent).to.include('reverification-error');
  });

  it('does not ask for a page that it fetches before the click, and asks after the click', async () => {
    const bank = await open('page');
    page().querySelector('#prefetched')?.dispatchEvent(new MouseEvent('mouseenter'));
    await waitUntil(() => seen.includes('turbo:before-fetch-response 403'), 'nothing was fetched', { timeout: 5000 });
    const [{ headers } = { headers: {} }] = await bank.received('/api/receipt');
    expect(headers).to.include({ 'x-sec-purpose': 'prefetch' });
    expect(await bank.asked()).to.equal(0);
    click('#prefetched');
    await bank.verify();
    await shows('h1', 'Receipt');
    expect(await bank.asked()).to.equal(1);
  });
});
