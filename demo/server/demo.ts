import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { PGlite } from '@electric-sql/pglite';
import type { Kysely } from 'kysely';
import { createReverification, createStore } from '../../src/server.js';
import { createApp } from './app.js';
import { Bank } from './bank.js';
import { Bell } from './bell.js';
import { openClock } from './clock.js';
import type { DemoClock } from './clock.js';
import { openDatabase } from './database.js';
import type { BankTables } from './database.js';
import { Exchanges } from './exchanges.js';
import { lockFolder } from './folder-lock.js';
import { listenOnFreePort } from './listen.js';
import { startMail } from './mail.js';
import { Passkeys } from './passkeys.js';
import { Phone } from './phone.js';
import { loadSecret } from './secret.js';
import { seed } from './seed.js';
import { Sessions } from './sessions.js';
import { Users } from './users.js';

export interface DemoOptions {
  /** The folder that keeps everything. Default: memory. */
  dataDir?: string;
  /** An open database in place of a folder of its own; closed with the demo. */
  pglite?: PGlite;
  /** The port, or the next free one after it. Default: any free one. */
  port?: number;
  /** Default `localhost`. */
  host?: string;
  /** The time that the demo's clock starts from, Unix milliseconds. Default `Date.now`. */
  now?: () => number;
}

export interface Demo {
  url: string;
  db: Kysely<BankTables>;
  clock: DemoClock;
  close(): Promise<void>;
}

/** Opens the bank: its database, its mail server, the verification API, and the web server in front of them. */
export async function createDemo(options: DemoOptions = {}): Promise<Demo> {
  const { dataDir, port = 0, host = 'localhost', now } = options;
  const unlock = dataDir === undefined ? undefined : await lockFolder(dataDir);
  const secret = await loadSecret(dataDir);
  const { db, pool } = await openDatabase(options.pglite ?? (dataDir && join(dataDir, 'database')));
  const clock = await openClock(db, now);
  const bell = new Bell();
  const mail = await startMail({ db, clock, bell });
  const sessions = new Sessions(db, clock);
  const phone = new Phone(db, clock, bell);
  const bank = new Bank(db, clock);
  const exchanges = new Exchanges(sessions, bell);

  // Passkeys are bound to the origin, and so to the port: the server listens before anything can be answered.
  let answer: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': '1' }).end('Opening…');
  const server = createServer((request, response) => answer(request, response));
  const origin = `http://localhost:${await listenOnFreePort(server, port, host)}`;
  const passkeys = new Passkeys(db, clock, { id: 'localhost', origin });
  const users = new Users(db, passkeys);

  const reverification = createReverification({
    appName: 'Harbour Bank',
    origin,
    secret,
    store: createStore({ pool }),
    sessions,
    accounts: users,
    email: ({ to, subject, text }) => mail.send({ to, subject, text }),
    sms: ({ to, text }) => phone.receive(to, text),
    now: () => clock.now(),
  });
  await reverification.migrate();
  await seed(db, reverification);

  const app = await createApp({ sessions, users, bank, passkeys, phone, bell, clock, exchanges, reverification });
  const respond = getRequestListener(app.fetch);
  answer = (request, response) => void respond(request, response);

  return {
    url: origin,
    db,
    clock,
    async close() {
      server.close();
      // A phone panel's event stream would keep the server open for ever.
      server.closeAllConnections();
      await mail.close();
      await reverification.close();
      await db.destroy();
      await unlock?.();
    },
  };
}
