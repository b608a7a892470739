import { expect } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import { api, axios, createReverifyingFetch, limitedFetch } from './bundled/axios.js';
import { rejection, timeHasPassed } from './outcome.js';

const transfer = { amount: 250, payee: 'Bob' };
const key = { 'Idempotency-Key': 'b1946ac9' };

/** What an instance's interceptors see. */
function intercepted(instance: typeof api): string[] {
  const seen: string[] = [];
  instance.interceptors.request.use((config) => {
    seen.push(`request ${config.method}`);
    return config;
  });
  instance.interceptors.response.use(
    (response) => {
      seen.push(`response ${response.status}`);
      return response;
    },
    (error: unknown) => {
      seen.push('error');
      throw error;
    },
  );
  return seen;
}

describe('axios with the fetch adapter and reverifyingFetch', () => {
  let bank: Bank;
  beforeEach(async () => (bank = await Bank.signIn()));

  it('is refused, verifies and replays, unseen by its interceptors', async () => {
    const client = axios.create(api.defaults);
    const seen = intercepted(client);
    const answer = client.post('/transfer', transfer, { headers: key });
    await bank.verify();
    expect((await answer).data).to.deep.equal({ sent: JSON.stringify(transfer) });
    expect(seen).to.deep.equal(['request post', 'response 200']);
    const { method, headers, body } = await bank.receivedTwice('/api/transfer');
    expect({ method, body }).to.deep.equal({ method: 'POST', body: JSON.stringify(transfer) });
    expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
  });

  it('rejects, when the user cancels, with an AxiosError that our guards know', async () => {
    const error = rejection(api.post('/transfer', transfer));
    await bank.cancel();
    expect(axios.isAxiosError(await error)).to.be.true;
    expect(isReverificationCancelledError(await error)).to.be.true;
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('counts the time of the user in its timeout, and closes the dialog when it has passed', async () => {
    const error = await rejection(api.post('/transfer', transfer, { timeout: 500 }));
    expect(error).to.include({ name: 'AxiosError', code: 'ETIMEDOUT' });
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('leaves the user their time with a limit below', async () => {
    const limited = (timeout: number) =>
      axios.create({ ...api.defaults, env: { fetch: createReverifyingFetch({ timeout }) } });
    const answer = limited(1000).post('/transfer', transfer);
    await bank.isAsking();
    await timeHasPassed(1100);
    await bank.verify();
    expect((await answer).status).to.equal(200);
    const error = await rejection(limited(200).post('/stuck', transfer));
    expect(error).to.have.property('name', 'TimeoutError');
    const recipe = axios.create({ ...api.defaults, env: { fetch: limitedFetch } });
    expect((await recipe.post('/transfer', transfer)).status).to.equal(200);
  });

  it('closes the dialog when it is aborted', async () => {
    const controller = new AbortController();
    const error = rejection(api.post('/transfer', transfer, { signal: controller.signal }));
    await bank.isAsking();
    controller.abort();
    expect(axios.isCancel(await error)).to.be.true;
    await bank.isQuiet();
  });
});

describe('axios, unchanged, in an intercepted page', () => {
  let bank: Bank;
  const interception = interceptPage();
  after(() => interception.dispose());
  beforeEach(async () => (bank = await Bank.signIn()));

  for (const adapter of ['xhr', 'fetch'] as const) {
    it(`is refused, verifies and replays with the ${adapter} adapter`, async () => {
      const client = axios.create({ baseURL: '/api', adapter });
      const seen = intercepted(client);
      const answer = client.put('/transfer', transfer, { headers: key });
      await bank.verify();
      expect((await answer).data).to.deep.equal({ sent: JSON.stringify(transfer) });
      expect(seen).to.deep.equal(['request put', 'response 200']);
      const { method, headers, body } = await bank.receivedTwice('/api/transfer');
      expect({ method, body }).to.deep.equal({ method: 'PUT', body: JSON.stringify(transfer) });
      expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
    });

    it(`gives the API's refusal, when the user cancels, to a caller of the ${adapter} adapter`, async () => {
      const error = rejection(axios.create({ baseURL: '/api', adapter }).post('/transfer', transfer));
      await bank.cancel();
      expect(await error).to.include({ name: 'AxiosError', code: 'ERR_BAD_REQUEST', status: 403 });
      expect(await error).to.have.nested.property('response.data.clerk_error.reason', 'reverification-error');
      expect(await bank.received('/api/transfer')).to.have.length(1);
    });
  }

  it('counts the time of the user in its timeout, and closes the dialog when it has passed', async () => {
    const client = axios.create({ baseURL: '/api', adapter: 'xhr', timeout: 500 });
    expect(await rejection(client.post('/transfer', transfer))).to.include({ code: 'ECONNABORTED' });
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });

  it('reports the progress of an upload once', async () => {
    const file = new Blob(['x'.repeat(100_000)]);
    const loaded: number[] = [];
    const answer = axios.put('/api/documents', file, {
      adapter: 'xhr',
      onUploadProgress: (event) => loaded.push(event.loaded),
    });
    await bank.verify();
    expect((await answer).data).to.deep.equal({ bytes: 100_000 });
    expect(loaded).to.deep.equal([...new Set(loaded)].sort((a, b) => a - b));
    expect(loaded.at(-1)).to.equal(100_000);
    expect(await bank.received('/api/documents')).to.have.length(2);
  });

  it('takes an aborted request of the xhr adapter out of the waiting', async () => {
    const controller = new AbortController();
    const error = rejection(axios.post('/api/transfer', transfer, { adapter: 'xhr', signal: controller.signal }));
    await bank.isAsking();
    controller.abort();
    expect(axios.isCancel(await error)).to.be.true;
    await bank.isQuiet();
    expect(await bank.received('/api/transfer')).to.have.length(1);
  });
});
