import { Hono } from 'hono';
import type { Reverification } from '../../src/server.js';
import { people } from './people.js';
import type { Sessions } from './sessions.js';
import type { Users } from './users.js';

interface SignInRoutes {
  sessions: Sessions;
  users: Users;
  reverification: Reverification;
}

/** Signing in and out, with plain forms. */
export function signInRoutes({ sessions, users, reverification }: SignInRoutes): Hono {
  const routes = new Hono();

  routes.post('/sign-in', async (c) => {
    const { username, password } = await c.req.parseBody();
    if (typeof username !== 'string' || typeof password !== 'string') return c.redirect('/sign-in?wrong', 303);
    if (!(await users.verifyPassword(username, password))) return c.redirect('/sign-in?wrong', 303);
    c.header('Set-Cookie', await sessions.begin(username, 'password'));
    return c.redirect('/', 303);
  });

  // A session without any proof, as an application may have from elsewhere: for people who own no password.
  routes.post('/sign-in/link', async (c) => {
    const { username } = await c.req.parseBody();
    const person = people.find(({ id, password }) => id === username && password === undefined);
    if (!person) return c.redirect('/sign-in', 303);
    c.header('Set-Cookie', await sessions.begin(person.id, 'link'));
    return c.redirect('/', 303);
  });

  routes.post('/sign-out', async (c) => {
    const session = await sessions.get(c.req.raw);
    if (session) {
      await reverification.endSession(session.id);
      c.header('Set-Cookie', await sessions.end(session.id));
    }
    return c.redirect('/sign-in', 303);
  });

  return routes;
}
