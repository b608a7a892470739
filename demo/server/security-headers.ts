import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** What the page may frame, and who may frame it. */
const headers = (frames: string, framedBy: string) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      frameSrc: [frames],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: [framedBy],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ['lit-html'],
    },
    // The demo speaks plain HTTP on localhost; a browser told to insist on HTTPS there would lock its visitor out.
    strictTransportSecurity: false,
    referrerPolicy: 'same-origin',
  });

const alone = headers("'none'", "'none'");
/** The workshop and the gallery show the dialog in frames: modal, it would cover the rest. Nobody is signed in there. */
const framing = headers("'self'", "'self'");

/**
 * As strict as a page can be and still run a script of its own: no inline script, no inline style, no string ever
 * becomes code. `lit-html` is the one trusted type, the policy with which the dialog's templates are made.
 */
export const securityHeaders: MiddlewareHandler = (c, next) =>
  /^\/(theming|gallery)(\/|$)/.test(c.req.path) ? framing(c, next) : alone(c, next);
