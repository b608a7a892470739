import { Hono } from 'hono';
import type { Bell } from './bell.js';
import type { DemoClock } from './clock.js';
import type { Sessions } from './sessions.js';

const DAY_MINUTES = 24 * 60;

interface TimeRoutes {
  sessions: Sessions;
  clock: DemoClock;
  bell: Bell;
}

/** "Pretend an hour has passed." */
export function timeRoutes({ sessions, clock, bell }: TimeRoutes): Hono {
  const routes = new Hono();

  routes.post('/', async (c) => {
    if (!(await sessions.get(c.req.raw))) return c.json({ message: 'Please sign in.' }, 401);
    const { minutes } = await c.req.json<{ minutes?: unknown }>();
    if (typeof minutes !== 'number' || !(minutes > 0 && minutes <= DAY_MINUTES)) {
      return c.json({ message: 'Time goes forward, by a day at most.' }, 422);
    }
    await clock.advance(minutes);
    bell.ring();
    return c.json({});
  });

  return routes;
}
