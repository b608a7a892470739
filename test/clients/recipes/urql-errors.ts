import { gql } from '@urql/core';
import { withReverification } from '../../../src/fetch.js';
import { client } from './urql.js';

const TRANSFER = gql<{ transfer: number }, { amount: number }>`
  mutation Transfer($amount: Int!) {
    transfer(amount: $amount)
  }
`;

export const transfer = withReverification(async (amount: number) => {
  const { data, error } = await client.mutation(TRANSFER, { amount }).toPromise();
  if (error) throw error;
  return data;
});
