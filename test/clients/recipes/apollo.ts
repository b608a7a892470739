import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { isReverificationFailure, reverifyingFetch } from '../../../src/fetch.js';

const retryLink = new RetryLink({ attempts: { retryIf: (error) => !isReverificationFailure(error) } });
const httpLink = new HttpLink({ uri: '/api/graphql', fetch: reverifyingFetch });

export const client = new ApolloClient({ link: ApolloLink.from([retryLink, httpLink]), cache: new InMemoryCache() });
