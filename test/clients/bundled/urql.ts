export { Client, cacheExchange, fetchExchange, gql, mapExchange } from '@urql/core';
export * from '../recipes/urql.js';
export * from '../recipes/urql-errors.js';
