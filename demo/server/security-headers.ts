import { secureHeaders } from 'hono/secure-headers';

/**
 * As strict as a page can be and still run a script of its own: no inline script, no inline style, no string ever
 * becomes code. `lit-html` is the one trusted type, the policy with which the dialog's templates are made.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['lit-html'],
  },
  // The demo speaks plain HTTP on localhost; a browser told to insist on HTTPS there would lock its visitor out.
  strictTransportSecurity: false,
  referrerPolicy: 'same-origin',
});
