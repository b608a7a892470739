import { gql } from '@apollo/client';
import type { TypedDocumentNode } from '@apollo/client';
import { withReverification } from '../../../src/fetch.js';
import { client } from './apollo.js';

const TRANSFER: TypedDocumentNode<{ transfer: number }, { amount: number }> = gql`
  mutation Transfer($amount: Int!) {
    transfer(amount: $amount)
  }
`;

export const transfer = withReverification((amount: number) =>
  client.mutate({ mutation: TRANSFER, variables: { amount } }),
);
