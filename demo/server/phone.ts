import type { Kysely } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Bell } from './bell.js';
import type { DemoClock } from './clock.js';
import type { BankTables } from './database.js';

const STEP_MS = 30_000;
const NEWEST = 3;

/** What lies on a person's desk: phone, mailbox, and a sheet of backup codes. */
export class Phone {
  constructor(
    readonly db: Kysely<BankTables>,
    readonly clock: DemoClock,
    readonly bell: Bell,
  ) {}

  /** The SMS "provider": a table. */
  async receive(recipient: string, text: string): Promise<void> {
    await this.db.insertInto('text_messages').values({ recipient, text, sent_at: this.clock.now() }).execute();
    this.bell.ring();
  }

  async contents(userId: string) {
    const { email, phone, totp_secret } = await this.db
      .selectFrom('users')
      .select(['email', 'phone', 'totp_secret'])
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    return {
      email,
      phone,
      inbox: email === null ? [] : await this.#inbox(email),
      textMessages: phone === null ? [] : await this.#textMessages(phone),
      totp: totp_secret === null ? null : this.#authenticator(totp_secret),
      backupCodes: await this.#paperCodes(userId),
    };
  }

  #inbox(address: string) {
    return this.db
      .selectFrom('mails')
      .select(['subject', 'text', 'received_at as at'])
      .where('recipient', '=', address)
      .orderBy('id', 'desc')
      .limit(NEWEST)
      .execute();
  }

  #textMessages(number: string) {
    return this.db
      .selectFrom('text_messages')
      .select(['text', 'sent_at as at'])
      .where('recipient', '=', number)
      .orderBy('id', 'desc')
      .limit(NEWEST)
      .execute();
  }

  async #paperCodes(userId: string): Promise<string[]> {
    const rows = await this.db.selectFrom('paper_codes').select('code').where('user_id', '=', userId).execute();
    return rows.map(({ code }) => code);
  }

  #authenticator(secret: string) {
    const timestamp = this.clock.now();
    return {
      code: new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp }),
      millisecondsLeft: STEP_MS - (timestamp % STEP_MS),
    };
  }
}
