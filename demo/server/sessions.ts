import { createHash, randomBytes } from 'node:crypto';
import { parse, serialize } from 'hono/utils/cookie';
import type { Kysely } from 'kysely';
import type { Session } from '../../src/server.js';
import type { DemoClock } from './clock.js';
import type { BankTables } from './database.js';

const COOKIE = 'harbour_session';
const LIFETIME_MS = 30 * 24 * 60 * 60_000;

/** Who is signed in: a random token in a cookie, its hash in the database. The kit asks it through `get`. */
export class Sessions {
  constructor(
    readonly db: Kysely<BankTables>,
    readonly clock: DemoClock,
  ) {}

  /** The session that a request's cookie names, if it is still good. */
  async get(request: Request): Promise<Session | undefined> {
    const token = parse(request.headers.get('Cookie') ?? '', COOKIE)[COOKIE];
    if (token === undefined) return undefined;
    const row = await this.db
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', idOf(token))
      .where('expires_at', '>', this.clock.now())
      .executeTakeFirst();
    if (!row) return undefined;
    const { id, user_id: userId, password_at } = row;
    return password_at === null ? { id, userId } : { id, userId, firstFactorVerifiedAt: password_at };
  }

  /** Signs a user in. The result is a `Set-Cookie` header. */
  async begin(userId: string, by: 'password' | 'link'): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await this.db
      .insertInto('sessions')
      .values({
        id: idOf(token),
        user_id: userId,
        password_at: by === 'password' ? now : null,
        expires_at: now + LIFETIME_MS,
      })
      .execute();
    return cookie(token, LIFETIME_MS / 1000);
  }

  /** Signs out. The result is a `Set-Cookie` header. */
  async end(sessionId: string): Promise<string> {
    await this.db.deleteFrom('sessions').where('id', '=', sessionId).execute();
    return cookie('', 0);
  }
}

const idOf = (token: string) => createHash('sha256').update(token).digest('base64url');

const cookie = (token: string, maxAge: number) =>
  serialize(COOKIE, token, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge });
