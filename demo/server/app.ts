import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import type { Reverification } from '../../src/server.js';
import type { Bank } from './bank.js';
import { bankRoutes } from './bank-routes.js';
import type { Bell } from './bell.js';
import type { DemoClock } from './clock.js';
import { pageRoutes } from './page-routes.js';
import { passkeyRoutes } from './passkey-routes.js';
import type { Passkeys } from './passkeys.js';
import { phoneRoutes } from './phone-routes.js';
import type { Exchanges } from './exchanges.js';
import type { Phone } from './phone.js';
import { securityHeaders } from './security-headers.js';
import type { Sessions } from './sessions.js';
import { signInRoutes } from './sign-in-routes.js';
import { timeRoutes } from './time-routes.js';
import type { Users } from './users.js';

interface AppParts {
  sessions: Sessions;
  users: Users;
  bank: Bank;
  passkeys: Passkeys;
  phone: Phone;
  bell: Bell;
  exchanges: Exchanges;
  clock: DemoClock;
  reverification: Reverification;
}

/** Every address of the demo. */
export async function createApp(parts: AppParts): Promise<Hono> {
  const app = new Hono();
  app.use(securityHeaders);
  app.use(csrf());
  for (const path of ['/reverification/*', '/api/transfers', '/api/statement', '/api/limit', '/api/close-account']) {
    app.use(path, parts.exchanges.record);
  }
  app.all('/reverification/*', (c) => parts.reverification.handle(c.req.raw));
  app.route('/api', bankRoutes(parts));
  app.route('/api', phoneRoutes(parts));
  app.route('/api/passkeys', passkeyRoutes(parts));
  app.route('/api/time', timeRoutes(parts));
  app.route('/', signInRoutes(parts));
  app.route('/', await pageRoutes(parts.sessions));
  return app;
}
