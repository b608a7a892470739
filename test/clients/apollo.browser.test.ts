import { expect } from '@open-wc/testing';
import { isReverificationCancelledError, reverifyingFetch } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import {
  ApolloClient,
  ApolloLink,
  ErrorLink,
  HttpLink,
  InMemoryCache,
  RetryLink,
  client,
  gql,
  transfer,
} from './bundled/apollo.js';
import { rejection } from './outcome.js';

const TRANSFER = gql`
  mutation Transfer($amount: Int!) {
    transfer(amount: $amount)
  }
`;
const BALANCE = gql`
  query Balance {
    balance
  }
`;
const mutation = { mutation: TRANSFER, variables: { amount: 250 } };

/** A client whose error link notes what it sees. */
function noting(options: { fetch?: typeof fetch } = {}) {
  const seen: unknown[] = [];
  const link = ApolloLink.from([
    new ErrorLink(({ error }) => void seen.push(error)),
    new HttpLink({ uri: '/api/graphql', ...options }),
  ]);
  return { seen, client: new ApolloClient({ link, cache: new InMemoryCache() }) };
}

describe('Apollo Client with reverifyingFetch', () => {
  let bank: Bank;
  beforeEach(async () => (bank = await Bank.signIn()));

  it('runs a query and a mutation that are refused together, asking once, unseen by its error link', async () => {
    const { client, seen } = noting({ fetch: reverifyingFetch });
    const answers = Promise.all([client.query({ query: BALANCE }), client.mutate(mutation)]);
    await bank.verify();
    const [balance, sent] = await answers;
    expect([balance.data, sent.data]).to.deep.equal([{ balance: 1000 }, { transfer: 250 }]);
    expect(seen).to.deep.equal([]);
    expect(await bank.received('/api/graphql')).to.have.length(4);
    expect(await bank.asked()).to.equal(1);
  });

  it('sends the same again', async () => {
    const answer = client.mutate({ ...mutation, context: { headers: { 'Idempotency-Key': 'b1946ac9' } } });
    await bank.verify();
    expect((await answer).data).to.deep.equal({ transfer: 250 });
    const { method, headers, body } = await bank.receivedTwice('/api/graphql');
    expect(method).to.equal('POST');
    expect(headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
    expect(JSON.parse(body)).to.deep.include({ operationName: 'Transfer', variables: { amount: 250 } });
  });

  it('rejects with our error when the user cancels, and does not ask again', async () => {
    const error = rejection(client.mutate(mutation));
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
    expect(await bank.asked()).to.equal(1);
  });

  it('asks again if a RetryLink is not told when not to retry', async () => {
    const link = ApolloLink.from([
      new RetryLink({ delay: { initial: 0, jitter: false }, attempts: { max: 2 } }),
      new HttpLink({ uri: '/api/graphql', fetch: reverifyingFetch }),
    ]);
    const error = rejection(new ApolloClient({ link, cache: new InMemoryCache() }).mutate(mutation));
    await bank.cancel();
    await bank.asks(2);
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
  });

  it('closes the dialog when nobody watches the query any more', async () => {
    const subscription = client.watchQuery({ query: BALANCE, fetchPolicy: 'network-only' }).subscribe(() => {});
    await bank.isAsking();
    subscription.unsubscribe();
    await bank.isQuiet();
  });
});

describe('Apollo Client and an API that refuses by GraphQL errors', () => {
  it('is verified and calls again with withReverification', async () => {
    const bank = await Bank.signIn('data');
    const answer = transfer(250);
    await bank.verify();
    expect((await answer).data).to.deep.equal({ transfer: 250 });
    await bank.receivedTwice('/api/graphql');
  });

  it('rejects with our error when the user cancels', async () => {
    const bank = await Bank.signIn('data');
    const error = rejection(transfer(250));
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
    expect(await bank.received('/api/graphql')).to.have.length(1);
  });
});

describe('Apollo Client, unchanged, in an intercepted page', () => {
  let bank: Bank;
  const interception = interceptPage();
  after(() => interception.dispose());
  beforeEach(async () => (bank = await Bank.signIn()));

  it('is refused, verifies and replays, unseen by its error link', async () => {
    const { client, seen } = noting();
    const answer = client.mutate(mutation);
    await bank.verify();
    expect((await answer).data).to.deep.equal({ transfer: 250 });
    expect(seen).to.deep.equal([]);
    await bank.receivedTwice('/api/graphql');
  });

  it('rejects with its ServerError of status 403 when the user cancels', async () => {
    const { client, seen } = noting();
    const error = rejection(client.mutate(mutation));
    await bank.cancel();
    expect(await error).to.include({ name: 'ServerError', statusCode: 403 });
    expect(seen).to.deep.equal([await error]);
    expect(await bank.received('/api/graphql')).to.have.length(1);
  });
});
