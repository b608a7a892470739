import { expect, waitUntil } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import {
  MutationObserver,
  QueryClient,
  QueryObserver,
  accountQuery,
  queryClient,
  transferMutation,
} from './bundled/tanstack-query.js';
import { rejection } from './outcome.js';

/** A query that a component shows, and what it showed. */
function watch(client: QueryClient, query: typeof accountQuery) {
  const observer = new QueryObserver<unknown>(client, query);
  const seen: string[] = [];
  const leave = observer.subscribe(({ status, fetchStatus, failureCount }) =>
    seen.push(`${status} ${fetchStatus} ${failureCount}`),
  );
  const result = () => observer.getCurrentResult();
  return { seen, leave, result, ends: () => waitUntil(() => result().fetchStatus === 'idle', '', { timeout: 5000 }) };
}

let bank: Bank;
beforeEach(async () => (bank = await Bank.signIn()));

describe('TanStack Query with reverifyingFetch', () => {
  afterEach(() => queryClient.clear());

  it('runs a query that is refused, verified and replayed, without a failure', async () => {
    const query = watch(queryClient, accountQuery);
    await bank.verify();
    await query.ends();
    expect(query.result().data).to.deep.equal({ balance: 1000 });
    expect(query.seen.at(-1)).to.equal('success idle 0');
    expect(query.seen.filter((state) => !/^pending fetching 0$|^success/.test(state))).to.deep.equal([]);
    expect((await bank.receivedTwice('/api/account')).method).to.equal('GET');
    query.leave();
  });

  it('runs a mutation that is refused, verified and replayed, once', async () => {
    const errors: unknown[] = [];
    const observer = new MutationObserver(queryClient, { ...transferMutation, onError: (error) => errors.push(error) });
    const answer = observer.mutate({ amount: 250 });
    await bank.verify();
    expect(await answer).to.deep.equal({ sent: '{"amount":250}' });
    expect(errors).to.deep.equal([]);
    expect((await bank.receivedTwice('/api/transfer')).body).to.equal('{"amount":250}');
  });

  it('fails with our error when the user cancels, and does not ask again', async () => {
    const query = watch(queryClient, accountQuery);
    await bank.cancel();
    await query.ends();
    expect(isReverificationCancelledError(query.result().error)).to.be.true;
    expect(query.seen.at(-1)).to.equal('error idle 1');
    expect(await bank.asked()).to.equal(1);
    query.leave();
    const error = rejection(new MutationObserver(queryClient, transferMutation).mutate({ amount: 250 }));
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
  });

  it('closes the dialog when the query is cancelled, or nobody looks at it any more', async () => {
    const query = watch(queryClient, accountQuery);
    await bank.isAsking();
    await queryClient.cancelQueries({ queryKey: accountQuery.queryKey });
    await bank.isQuiet();
    query.leave();
    const other = watch(queryClient, { ...accountQuery, queryKey: ['other'] });
    await bank.isAsking();
    other.leave();
    await bank.isQuiet();
  });

  it('asks again, unless it is told when not to retry', async () => {
    const client = new QueryClient({ defaultOptions: { queries: { retryDelay: 0 } } });
    const query = watch(client, accountQuery);
    await bank.cancel();
    await bank.asks(2);
    query.leave();
    client.clear();
    await bank.isQuiet();
  });
});

describe('TanStack Query, unchanged, in an intercepted page', () => {
  const interception = interceptPage();
  after(() => interception.dispose());

  it('runs a query that is refused, verified and replayed, without a failure', async () => {
    const client = new QueryClient();
    const query = watch(client, {
      queryKey: ['account'],
      queryFn: async ({ signal }): Promise<unknown> => (await fetch('/api/account', { signal })).json(),
    });
    await bank.verify();
    await query.ends();
    expect(query.result().data).to.deep.equal({ balance: 1000 });
    expect(query.seen.at(-1)).to.equal('success idle 0');
    await bank.receivedTwice('/api/account');
    query.leave();
    client.clear();
  });
});
