import { expect } from '@open-wc/testing';
import { isReverificationCancelledError, reverifyingFetch } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import { createTRPCClient, httpBatchLink, httpLink, transfer, trpc } from './bundled/trpc.js';
import { rejection } from './outcome.js';
import type { BankRouter } from './server/trpc.js';

const url = '/api/trpc';

let bank: Bank;
beforeEach(async () => (bank = await Bank.signIn()));

describe('tRPC with reverifyingFetch', () => {
  it('is refused, verifies and replays with a link that sends each call', async () => {
    const headers = { 'Idempotency-Key': 'b1946ac9' };
    const client = createTRPCClient<BankRouter>({
      links: [
        httpLink({
          url,
          headers,
          fetch: (to, init) => reverifyingFetch(to, { ...init, signal: init?.signal ?? null }),
        }),
      ],
    });
    const answer = client.transfer.mutate({ amount: 250 });
    await bank.verify();
    expect(await answer).to.equal(250);
    const received = await bank.receivedTwice('/api/trpc/transfer');
    expect(received).to.include({ method: 'POST', body: '{"amount":250}' });
    expect(received.headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
  });

  it('is refused, verifies and replays a batch', async () => {
    const answers = Promise.all([trpc.balance.query(), trpc.rate.query()]);
    await bank.verify();
    expect(await answers).to.deep.equal([1000, 3]);
    expect((await bank.receivedTwice('/api/trpc/balance,rate')).method).to.equal('GET');
  });

  it('rejects, when the user cancels, with a TRPCClientError whose cause is our error', async () => {
    const error = rejection(trpc.transfer.mutate({ amount: 250 }));
    await bank.cancel();
    expect(await error).to.include({ name: 'TRPCClientError' });
    const { cause } = (await error) as Error;
    expect(isReverificationCancelledError(cause)).to.be.true;
    expect(await bank.received('/api/trpc')).to.have.length(1);
  });

  it('closes the dialog when it is aborted', async () => {
    const controller = new AbortController();
    const error = rejection(trpc.balance.query(undefined, { signal: controller.signal }));
    await bank.isAsking();
    controller.abort();
    expect(await error).to.include({ name: 'TRPCClientError' });
    await bank.isQuiet();
  });
});

describe('tRPC and procedures that refuse', () => {
  it('is verified, and calls again only what was refused in a batch', async () => {
    bank = await Bank.signIn('data');
    const rate = trpc.rate.query();
    const answer = transfer({ amount: 250 });
    await bank.verify();
    expect([await rate, await answer]).to.deep.equal([3, 250]);
    await bank.receivedTwice('/api/trpc/transfer');
  });

  it('is verified where one call of a batch was refused', async () => {
    bank = await Bank.signIn('data');
    const { withReverification } = await import('../../src/fetch.js');
    const balance = withReverification(() => trpc.balance.query());
    const answers = Promise.all([balance(), trpc.rate.query()]);
    await bank.verify();
    expect(await answers).to.deep.equal([1000, 3]);
    const urls = (await bank.received('/api/trpc')).map((received) => received.url.replace(/\?.*/, ''));
    expect(urls).to.deep.equal(['/api/trpc/balance,rate', '/api/trpc/balance']);
  });

  it('rejects with our error when the user cancels', async () => {
    bank = await Bank.signIn('data');
    const error = rejection(transfer({ amount: 250 }));
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
    expect(await bank.received('/api/trpc')).to.have.length(1);
  });
});

describe('tRPC, unchanged, in an intercepted page', () => {
  const interception = interceptPage();
  after(() => interception.dispose());
  const make = () => createTRPCClient<BankRouter>({ links: [httpBatchLink({ url })] });

  it('is refused, verifies and replays', async () => {
    const answer = make().transfer.mutate({ amount: 250 });
    await bank.verify();
    expect(await answer).to.equal(250);
    await bank.receivedTwice('/api/trpc/transfer');
  });

  it('rejects with a TRPCClientError that has the refusal in `meta` when the user cancels', async () => {
    const error = rejection(make().transfer.mutate({ amount: 250 }));
    await bank.cancel();
    expect(await error).to.have.nested.property('meta.response.status', 403);
    expect(await error).to.have.nested.property('meta.responseJSON.clerk_error.reason', 'reverification-error');
    expect(await bank.received('/api/trpc')).to.have.length(1);
  });
});
