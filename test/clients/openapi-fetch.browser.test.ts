import { expect } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import { api, createClient } from './bundled/openapi-fetch.js';
import { rejection } from './outcome.js';
import type { paths } from './server/paths.js';

const transfer = { amount: 250, payee: 'Bob' };
const request = { body: transfer, params: { header: { 'Idempotency-Key': 'b1946ac9' } } };

/** What the middleware of a client sees while `call` runs. */
async function seenDuring(client: typeof api, call: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const middleware = {
    onRequest: ({ request: { method } }: { request: Request }) => void seen.push(`request ${method}`),
    onResponse: ({ response: { status } }: { response: Response }) => void seen.push(`response ${status}`),
    onError: () => void seen.push('error'),
  };
  client.use(middleware);
  await call().finally(() => client.eject(middleware));
  return seen;
}

let bank: Bank;
beforeEach(async () => (bank = await Bank.signIn()));

function replays(make: () => typeof api) {
  it('is refused, verifies and replays, unseen by its middleware', async () => {
    const client = make();
    const seen = await seenDuring(client, async () => {
      const answer = client.POST('/transfer', request);
      await bank.verify();
      const { data, error } = await answer;
      expect({ data, error }).to.deep.equal({ data: { sent: JSON.stringify(transfer) }, error: undefined });
    });
    expect(seen).to.deep.equal(['request POST', 'response 200']);
    const { method, headers, body } = await bank.receivedTwice('/api/transfer');
    expect({ method, body }).to.deep.equal({ method: 'POST', body: JSON.stringify(transfer) });
    expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
  });

  it('closes the dialog when it is aborted', async () => {
    const controller = new AbortController();
    const error = rejection(make().POST('/transfer', { ...request, signal: controller.signal }));
    await bank.isAsking();
    controller.abort();
    expect(await error).to.include({ name: 'AbortError' });
    await bank.isQuiet();
  });
}

describe('openapi-fetch with reverifyingFetch', () => {
  replays(() => api);

  it('rejects with our error when the user cancels', async () => {
    const error = rejection(api.POST('/transfer', request));
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
  });
});

describe('openapi-fetch, unchanged, in an intercepted page', () => {
  const interception = interceptPage();
  after(() => interception.dispose());
  const make = () => createClient<paths>({ baseUrl: '/api' });

  replays(make);

  it("gives the API's refusal as `error` when the user cancels", async () => {
    const answer = make().POST('/transfer', request);
    await bank.cancel();
    const { error, response } = await answer;
    expect(response.status).to.equal(403);
    expect(error?.clerk_error.reason).to.equal('reverification-error');
  });
});
