import { SuperTokens } from '../clients/bundled/neighbour-supertokens.js';

/** Starts supertokens-website: it replaces `fetch`, and the class XMLHttpRequest. */
export const startSuperTokens = (): void => {
  SuperTokens.init({ apiDomain: location.origin, sessionTokenBackendDomain: location.hostname });
};
