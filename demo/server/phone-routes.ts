import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Bell } from './bell.js';
import type { Exchanges } from './exchanges.js';
import type { Phone } from './phone.js';
import type { Sessions } from './sessions.js';

interface PhoneRoutes {
  sessions: Sessions;
  phone: Phone;
  bell: Bell;
  exchanges: Exchanges;
}

/** What the panel "Your phone and mailbox" reads. */
export function phoneRoutes({ sessions, phone, bell, exchanges }: PhoneRoutes): Hono {
  const routes = new Hono();

  routes.get('/phone', async (c) => {
    const session = await sessions.get(c.req.raw);
    if (!session) return c.json({ message: 'Please sign in.' }, 401);
    return c.json({ ...(await phone.contents(session.userId)), exchanges: exchanges.of(session.id) });
  });

  // Server-sent events: one empty message whenever it is worth looking again.
  routes.get('/phone/bell', async (c) => {
    if (!(await sessions.get(c.req.raw))) return c.json({ message: 'Please sign in.' }, 401);
    return streamSSE(c, async (stream) => {
      const stop = bell.listen(() => void stream.writeSSE({ data: '' }));
      await new Promise<void>((aborted) => stream.onAbort(aborted));
      stop();
    });
  });

  return routes;
}
