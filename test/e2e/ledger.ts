import type { Kysely } from 'kysely';
import type { BankTables } from '../../demo/server/database.js';

/** Looks into the demo's database: what a page shows is not proof that it happened. */
export class Ledger {
  constructor(readonly db: Kysely<BankTables>) {}

  transfers(userId: string) {
    return this.db
      .selectFrom('transfers')
      .select(['payee', 'reference', 'amount_cents'])
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
  }

  account(userId: string) {
    return this.db.selectFrom('accounts').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  }

  async isClosed(userId: string): Promise<boolean> {
    const { closed_at } = await this.account(userId);
    return closed_at !== null;
  }

  async backupCode(userId: string): Promise<string> {
    const { code } = await this.db
      .selectFrom('paper_codes')
      .select('code')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    return code;
  }

  /** Signs a user out behind the page's back. */
  async expireSessions(userId: string): Promise<void> {
    await this.db.deleteFrom('sessions').where('user_id', '=', userId).execute();
  }
}
