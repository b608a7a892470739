import type { Kysely, Transaction } from 'kysely';
import type { DemoClock } from './clock.js';
import type { BankTables } from './database.js';

export interface Transfer {
  payee: string;
  reference: string;
  amountCents: number;
}

export type Refusal = 'account_closed' | 'insufficient_funds' | 'limit_exceeded';
export type TransferOutcome = { done: true; id: number } | { done: false; because: Refusal };

const DAY_MS = 24 * 60 * 60_000;
const OPENING = { balance_cents: 482_350, daily_limit_cents: 100_000, closed_at: null };

/** What the bank does with money. Whether the user has proved who they are is not its business: the routes ask that. */
export class Bank {
  constructor(
    readonly db: Kysely<BankTables>,
    readonly clock: DemoClock,
  ) {}

  account(userId: string) {
    return this.db.selectFrom('accounts').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  }

  statement(userId: string) {
    return this.db
      .selectFrom('transfers')
      .select(['id', 'payee', 'reference', 'amount_cents', 'created_at'])
      .where('user_id', '=', userId)
      .orderBy('id', 'desc')
      .limit(20)
      .execute();
  }

  /** Checks and books in one transaction, with the account locked: two transfers at once cannot both spend the last euro. */
  transfer(userId: string, { payee, reference, amountCents }: Transfer): Promise<TransferOutcome> {
    return this.db.transaction().execute(async (trx) => {
      const refusal = await this.#refusal(trx, userId, amountCents);
      if (refusal) return { done: false, because: refusal };
      await trx
        .updateTable('accounts')
        .set((eb) => ({ balance_cents: eb('balance_cents', '-', amountCents) }))
        .where('user_id', '=', userId)
        .execute();
      const { id } = await trx
        .insertInto('transfers')
        .values({ user_id: userId, payee, reference, amount_cents: amountCents, created_at: this.clock.now() })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { done: true, id };
    });
  }

  async setDailyLimit(userId: string, cents: number): Promise<void> {
    await this.db.updateTable('accounts').set({ daily_limit_cents: cents }).where('user_id', '=', userId).execute();
  }

  async close(userId: string): Promise<void> {
    await this.db
      .updateTable('accounts')
      .set({ closed_at: this.clock.now(), balance_cents: 0 })
      .where('user_id', '=', userId)
      .where('closed_at', 'is', null)
      .execute();
  }

  /** Puts a person's account back to how it was found: for whoever shows the demo twice. */
  async startOver(userId: string): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('transfers').where('user_id', '=', userId).execute();
      await trx.updateTable('accounts').set(OPENING).where('user_id', '=', userId).execute();
    });
  }

  async #refusal(trx: Transaction<BankTables>, userId: string, amountCents: number): Promise<Refusal | undefined> {
    const account = await trx
      .selectFrom('accounts')
      .selectAll()
      .where('user_id', '=', userId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (account.closed_at !== null) return 'account_closed';
    if (account.balance_cents < amountCents) return 'insufficient_funds';
    const { spent } = await trx
      .selectFrom('transfers')
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount_cents'), eb.val(0)).as('spent'))
      .where('user_id', '=', userId)
      .where('created_at', '>', this.clock.now() - DAY_MS)
      .executeTakeFirstOrThrow();
    return spent + amountCents > account.daily_limit_cents ? 'limit_exceeded' : undefined;
  }
}

/** Opens a person's account. */
export async function openAccount(db: Kysely<BankTables>, userId: string, iban: string): Promise<void> {
  await db
    .insertInto('accounts')
    .values({ user_id: userId, iban, ...OPENING })
    .execute();
}
