import assert from 'node:assert/strict';
import { test } from 'node:test';
import '@angular/compiler';
import { HttpErrorResponse } from '@angular/common/http';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { createTRPCClient, httpLink } from '@trpc/client';
import { Client, fetchExchange } from '@urql/core';
import axios from 'axios';
import ky from 'ky';
import { ofetch } from 'ofetch';
import { withReverification } from '../../src/fetch.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { answer } from './server/bank.js';
import { signIn } from './server/sessions.js';
import type { Refusal } from './server/sessions.js';
import type { BankRouter } from './server/trpc.js';

const bank = 'http://bank.test/api';
const TRANSFER = 'mutation Transfer($amount: Int!) { transfer(amount: $amount) }';

/** What a client that knows nothing of us makes of a refusal. */
const calls: Record<string, { refusals: Refusal[]; call: (send: typeof fetch) => Promise<unknown> }> = {
  axios: {
    refusals: ['response', 'page'],
    call: (send) => axios.post(`${bank}/transfer`, {}, { adapter: 'fetch', env: { fetch: send } }),
  },
  ky: { refusals: ['response', 'page'], call: (fetch) => ky.post(`${bank}/transfer`, { fetch }).json() },
  ofetch: {
    refusals: ['response', 'page'],
    call: (fetch) => ofetch.create({}, { fetch })(`${bank}/transfer`, { method: 'POST' }),
  },
  'Apollo Client': {
    refusals: ['response', 'page', 'data'],
    call: (fetch) =>
      new ApolloClient({ link: new HttpLink({ uri: `${bank}/graphql`, fetch }), cache: new InMemoryCache() }).mutate({
        mutation: gql(TRANSFER),
        variables: { amount: 250 },
      }),
  },
  urql: {
    refusals: ['page', 'data'],
    async call(fetch) {
      const client = new Client({ url: `${bank}/graphql`, fetch, exchanges: [fetchExchange], preferGetMethod: false });
      const { error } = await client.mutation(TRANSFER, { amount: 250 }).toPromise();
      if (error) throw error;
    },
  },
  tRPC: {
    refusals: ['response', 'data'],
    call: (send) =>
      createTRPCClient<BankRouter>({
        links: [httpLink({ url: `${bank}/trpc`, fetch: (url, init) => send(url, { ...init, signal: null }) })],
      }).transfer.mutate({ amount: 250 }),
  },
};

for (const [name, { refusals, call }] of Object.entries(calls)) {
  for (const refusal of refusals) {
    test(`withReverification knows a refusal by "${refusal}" in what ${name} rejects with`, async () => {
      const session = signIn(refusal);
      const send: typeof fetch = async (input, init) => {
        const request = new Request(input, init);
        request.headers.set('Cookie', `bank=${session.id}`);
        return answer(request, await request.clone().text());
      };
      let asked = 0;
      const verifiedCall = withReverification(call, {
        async reverify() {
          asked++;
          session.isFresh = true;
        },
      });
      await verifiedCall(send);
      assert.equal(asked, 1);
      assert.equal(session.received.length, 2);
    });
  }
}

test("withReverification knows a refusal in Angular's HttpErrorResponse", async () => {
  let isFresh = false;
  const refusal: Error = new HttpErrorResponse({ status: 403, error: reverificationError('strict') });
  const call = () => (isFresh ? Promise.resolve() : Promise.reject(refusal));
  await withReverification(call, {
    async reverify() {
      isFresh = true;
    },
  })();
  assert.ok(isFresh);
});
