import { expect } from '@open-wc/testing';
import { reverifyingFetch } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import { api, ky } from './bundled/ky.js';
import { rejection } from './outcome.js';

const transfer = { amount: 250, payee: 'Bob' };

/** What the hooks of a client see. */
function hooked(client: typeof ky) {
  const seen: string[] = [];
  const extended = client.extend({
    hooks: {
      beforeRequest: [({ method }) => void seen.push(`request ${method}`)],
      beforeRetry: [() => void seen.push('retry')],
      afterResponse: [(_request, _options, { status }) => void seen.push(`response ${status}`)],
      beforeError: [
        (error) => {
          seen.push(`error ${error.response.status}`);
          return error;
        },
      ],
    },
  });
  return { client: extended, seen };
}

let bank: Bank;
beforeEach(async () => (bank = await Bank.signIn()));

function behavesAsUsual(make: () => typeof ky) {
  it('is refused, verifies and replays, unseen by its hooks', async () => {
    const { client, seen } = hooked(make());
    const answer = client.post('transfer', { json: transfer, headers: { 'Idempotency-Key': 'b1946ac9' } }).json();
    await bank.verify();
    expect(await answer).to.deep.equal({ sent: JSON.stringify(transfer) });
    expect(seen).to.deep.equal(['request POST', 'response 200']);
    const { method, headers, body } = await bank.receivedTwice('/api/transfer');
    expect({ method, body }).to.deep.equal({ method: 'POST', body: JSON.stringify(transfer) });
    expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
  });

  it('gives an HTTPError of status 403 when the user cancels, and tries no second time', async () => {
    const { client, seen } = hooked(make());
    const error = rejection(client.get('account'));
    await bank.cancel();
    expect(await error).to.include({ name: 'HTTPError' });
    expect(await error).to.have.nested.property('response.status', 403);
    expect(seen).to.deep.equal(['request GET', 'response 403', 'error 403']);
    expect(await bank.received('/api/account')).to.have.length(1);
    expect(await bank.asked()).to.equal(1);
  });

  it('counts the time of the user in its timeout, and closes the dialog when it has passed', async () => {
    const error = await rejection(make().post('transfer', { json: transfer, timeout: 500 }));
    expect(error).to.include({ name: 'TimeoutError' });
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('closes the dialog when it is aborted', async () => {
    const controller = new AbortController();
    const error = rejection(make().post('transfer', { json: transfer, signal: controller.signal }));
    await bank.isAsking();
    controller.abort();
    expect(await error).to.include({ name: 'AbortError' });
    await bank.isQuiet();
  });
}

describe('ky with a reverifying fetch', () => {
  behavesAsUsual(() => api);

  it('takes our errors for those of the network: without `respond` it asks again for what it retries', async () => {
    const client = ky.create({ prefixUrl: '/api', fetch: reverifyingFetch, retry: { limit: 1, delay: () => 0 } });
    const error = rejection(client.get('account'));
    await bank.cancel();
    await bank.asks(2);
    await bank.cancel();
    expect(await error).to.include({ code: 'reverification_cancelled' });
    expect(await bank.asked()).to.equal(2);
  });
});

describe('ky, unchanged, in an intercepted page', () => {
  const interception = interceptPage();
  after(() => interception.dispose());

  behavesAsUsual(() => ky.create({ prefixUrl: '/api' }));
});
