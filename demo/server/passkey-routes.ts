import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { Hono } from 'hono';
import type { Passkeys } from './passkeys.js';
import { personById } from './people.js';
import type { Sessions } from './sessions.js';

interface PasskeyRoutes {
  sessions: Sessions;
  passkeys: Passkeys;
}

/** Adding a passkey: options out, credential in. */
export function passkeyRoutes({ sessions, passkeys }: PasskeyRoutes): Hono {
  const routes = new Hono();

  routes.post('/options', async (c) => {
    const session = await sessions.get(c.req.raw);
    if (!session) return c.json({ message: 'Please sign in.' }, 401);
    return c.json(await passkeys.options(session, personById(session.userId).firstName));
  });

  routes.post('/', async (c) => {
    const session = await sessions.get(c.req.raw);
    if (!session) return c.json({ message: 'Please sign in.' }, 401);
    const credential = await c.req.json<RegistrationResponseJSON>();
    const isAdded = await passkeys.add(session, credential);
    return isAdded ? c.json({}, 201) : c.json({ message: 'This passkey could not be added.' }, 422);
  });

  return routes;
}
