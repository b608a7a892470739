export { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
export { ErrorLink } from '@apollo/client/link/error';
export { RetryLink } from '@apollo/client/link/retry';
export * from '../recipes/apollo.js';
export * from '../recipes/apollo-errors.js';
