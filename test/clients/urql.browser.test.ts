import { expect } from '@open-wc/testing';
import { isReverificationCancelledError } from '../../src/fetch.js';
import { interceptPage } from '../../src/page.js';
import { Bank } from './bank.js';
import { Client, client, fetchExchange, gql, mapExchange, transfer } from './bundled/urql.js';
import { rejection } from './outcome.js';

const TRANSFER = gql<{ transfer: number }, { amount: number }>`
  mutation Transfer($amount: Int!) {
    transfer(amount: $amount)
  }
`;
const BALANCE = gql<{ balance: number }, Record<string, never>>`
  query Balance {
    balance
  }
`;

describe('urql with reverifyingFetch', () => {
  let bank: Bank;
  beforeEach(async () => (bank = await Bank.signIn()));

  it('is refused, verifies and replays', async () => {
    const headers = { 'Idempotency-Key': 'b1946ac9' };
    const answer = client.mutation(TRANSFER, { amount: 250 }, { fetchOptions: { headers } }).toPromise();
    await bank.verify();
    const { data, error } = await answer;
    expect({ data, error }).to.deep.equal({ data: { transfer: 250 }, error: undefined });
    const received = await bank.receivedTwice('/api/graphql');
    expect(received.method).to.equal('POST');
    expect(received.headers).to.include({ 'idempotency-key': 'b1946ac9', 'content-type': 'application/json' });
    expect(JSON.parse(received.body)).to.deep.include({ operationName: 'Transfer', variables: { amount: 250 } });
  });

  it('tells of our error as its network error when the user cancels', async () => {
    const answer = client.mutation(TRANSFER, { amount: 250 }).toPromise();
    await bank.cancel();
    const { data, error } = await answer;
    expect(data).to.equal(undefined);
    expect(isReverificationCancelledError(error?.networkError)).to.be.true;
    expect(await bank.received('/api/graphql')).to.have.length(1);
  });

  it('closes the dialog when nobody is subscribed to the query any more', async () => {
    const subscription = client.query(BALANCE, {}, { requestPolicy: 'network-only' }).subscribe(() => {});
    await bank.isAsking();
    subscription.unsubscribe();
    await bank.isQuiet();
  });
});

describe('urql and an API that refuses by GraphQL errors', () => {
  it('is verified and calls again with withReverification', async () => {
    const bank = await Bank.signIn('data');
    const answer = transfer(250);
    await bank.verify();
    expect(await answer).to.deep.equal({ transfer: 250 });
    await bank.receivedTwice('/api/graphql');
  });

  it('rejects with our error when the user cancels', async () => {
    const bank = await Bank.signIn('data');
    const error = rejection(transfer(250));
    await bank.cancel();
    expect(isReverificationCancelledError(await error)).to.be.true;
  });
});

describe('urql, unchanged, in an intercepted page', () => {
  const interception = interceptPage();
  after(() => interception.dispose());

  function noting() {
    const seen: string[] = [];
    const exchanges = [mapExchange({ onError: ({ message }) => void seen.push(message) }), fetchExchange];
    return { seen, client: new Client({ url: '/api/graphql', exchanges, preferGetMethod: false }) };
  }

  it('is refused, verifies and replays, unseen by its error handlers', async () => {
    const bank = await Bank.signIn();
    const { client, seen } = noting();
    const answer = client.mutation(TRANSFER, { amount: 250 }).toPromise();
    await bank.verify();
    expect((await answer).data).to.deep.equal({ transfer: 250 });
    expect(seen).to.deep.equal([]);
    await bank.receivedTwice('/api/graphql');
  });

  it("tells of the API's refusal when the user cancels", async () => {
    const bank = await Bank.signIn();
    const { client, seen } = noting();
    const answer = client.mutation(TRANSFER, { amount: 250 }).toPromise();
    await bank.cancel();
    const { error } = await answer;
    expect(error?.response).to.have.property('status', 403);
    expect(seen).to.have.length(1);
    expect(await bank.received('/api/graphql')).to.have.length(1);
  });
});
