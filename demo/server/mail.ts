import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Kysely } from 'kysely';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Bell } from './bell.js';
import type { DemoClock } from './clock.js';
import type { BankTables } from './database.js';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends over SMTP to a server inside this process, which puts what it receives into the inbox page. */
export interface MailService {
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}

interface MailOptions {
  db: Kysely<BankTables>;
  clock: DemoClock;
  bell: Bell;
  /** The loopback SMTP server's port; 0 takes a free one. */
  port?: number;
}

export async function startMail({ db, clock, bell, port = 0 }: MailOptions): Promise<MailService> {
  const deliver = async (recipients: readonly string[], raw: Buffer) => {
    const { subject = '', text = '' } = await PostalMime.parse(raw);
    const received_at = clock.now();
    const mails = recipients.map((recipient) => ({ recipient, subject, text: text.trim(), received_at }));
    await db.insertInto('mails').values(mails).execute();
    bell.ring();
  };
  const server = await listen(port, deliver);
  const transport = createTransport({ host: '127.0.0.1', port: portOf(server), secure: false, ignoreTLS: true });
  return {
    async send(mail) {
      await transport.sendMail({ from: '"Harbour Bank" <no-reply@harbour.example>', ...mail });
    },
    async close() {
      transport.close();
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}

async function listen(port: number, deliver: (recipients: readonly string[], raw: Buffer) => Promise<void>) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((raw) => deliver(recipients, raw))
        .then(() => done(), done);
    },
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return server;
}

function portOf(server: SMTPServer): number {
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the SMTP server does not listen on a port');
  return address.port;
}
