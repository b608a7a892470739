import { expect } from '@open-wc/testing';
import { reverifyingFetch } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import { api, ofetch } from './bundled/ofetch.js';
import { rejection } from './outcome.js';

const transfer = { amount: 250, payee: 'Bob' };

/** What the hooks of a client see. */
function hooked(client: typeof ofetch) {
  const seen: string[] = [];
  const extended = client.create({
    onRequest: ({ options }) => void seen.push(`request ${options.method ?? 'GET'}`),
    onRequestError: () => void seen.push('request error'),
    onResponse: ({ response }) => void seen.push(`response ${response.status}`),
    onResponseError: ({ response }) => void seen.push(`error ${response.status}`),
  });
  return { client: extended, seen };
}

let bank: Bank;
beforeEach(async () => (bank = await Bank.signIn()));

function behavesAsUsual(make: () => typeof ofetch, path: string) {
  it('is refused, verifies and replays, unseen by its hooks', async () => {
    const { client, seen } = hooked(make());
    const headers = { 'Idempotency-Key': 'b1946ac9' };
    const answer = client<unknown>(`${path}/transfer`, { method: 'POST', body: transfer, headers });
    await bank.verify();
    expect(await answer).to.deep.equal({ sent: JSON.stringify(transfer) });
    expect(seen).to.deep.equal(['request POST', 'response 200']);
    const received = await bank.receivedTwice('/api/transfer');
    expect(received).to.include({ method: 'POST', body: JSON.stringify(transfer) });
    expect(received.headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
  });

  it('gives a FetchError of status 403 when the user cancels, and tries no second time', async () => {
    const { client, seen } = hooked(make());
    const error = rejection(client(`${path}/account`));
    await bank.cancel();
    expect(await error).to.have.property('name', 'FetchError');
    expect(await error).to.have.property('status', 403);
    expect(await error).to.have.nested.property('data.clerk_error.reason', 'reverification-error');
    expect(seen).to.deep.equal(['request GET', 'response 403', 'error 403']);
    expect(await bank.received('/api/account')).to.have.length(1);
    expect(await bank.asked()).to.equal(1);
  });

  it('counts the time of the user in its timeout, and closes the dialog when it has passed', async () => {
    const error = await rejection(make()(`${path}/transfer`, { method: 'POST', body: transfer, timeout: 500 }));
    expect(error).to.have.nested.property('cause.name', 'TimeoutError');
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('closes the dialog when it is aborted', async () => {
    const { signal, abort } = abortable();
    const error = rejection(make()(`${path}/account`, { signal }));
    await bank.isAsking();
    abort();
    expect(await error).to.have.nested.property('cause.name', 'AbortError');
    await bank.isQuiet();
    expect(await bank.asked()).to.equal(1);
  });
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

describe('ofetch with a reverifying fetch', () => {
  behavesAsUsual(() => api, '');

  it('takes our errors for those of the network: without `respond` it asks again for what it retries', async () => {
    const error = rejection(ofetch.create({}, { fetch: reverifyingFetch })('/api/account'));
    await bank.cancel();
    await bank.asks(2);
    await bank.cancel();
    expect(await error).to.have.nested.property('cause.code', 'reverification_cancelled');
    expect(await bank.asked()).to.equal(2);
  });
});

describe('ofetch, unchanged, in an intercepted page', () => {
  const interception = interceptPage();
  after(() => interception.dispose());

  behavesAsUsual(() => ofetch, '/api');
});
