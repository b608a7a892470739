export { default as SuperTokens } from 'supertokens-website';
