import type { MiddlewareHandler } from 'hono';
import type { Bell } from './bell.js';
import type { Sessions } from './sessions.js';

/** One request and how it was answered, for "Under the hood". */
export interface Exchange {
  method: string;
  path: string;
  status: number;
}

const NEWEST = 12;

/** Remembers what each session lately asked of the bank and of the verification API: methods, paths and statuses only. */
export class Exchanges {
  readonly #bySession = new Map<string, Exchange[]>();

  constructor(
    readonly sessions: Sessions,
    readonly bell: Bell,
  ) {}

  of(sessionId: string): readonly Exchange[] {
    return this.#bySession.get(sessionId) ?? [];
  }

  readonly record: MiddlewareHandler = async (c, next) => {
    await next();
    const session = await this.sessions.get(c.req.raw);
    if (!session) return;
    const exchange = { method: c.req.method, path: c.req.path, status: c.res.status };
    this.#bySession.set(session.id, [exchange, ...this.of(session.id)].slice(0, NEWEST));
    this.bell.ring();
  };
}
