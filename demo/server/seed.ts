import type { Kysely } from 'kysely';
import type { Reverification } from '../../src/server.js';
import { openAccount } from './bank.js';
import type { BankTables } from './database.js';
import { people } from './people.js';
import type { Person } from './people.js';
import { hashPassword } from './users.js';

/** Moves the people in, each with an account; those who are there already stay as they are. */
export async function seed(db: Kysely<BankTables>, reverification: Reverification): Promise<void> {
  for (const person of people) {
    if (!(await hasUser(db, person))) await moveIn(db, person);
    if (person.hasBackupCodes && !(await hasPaperCodes(db, person))) await printCodes(db, reverification, person);
  }
}

const hasUser = async (db: Kysely<BankTables>, { id }: Person) =>
  (await db.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

const hasPaperCodes = async (db: Kysely<BankTables>, { id }: Person) =>
  (await db.selectFrom('paper_codes').select('code').where('user_id', '=', id).executeTakeFirst()) !== undefined;

async function moveIn(db: Kysely<BankTables>, { id, firstName, iban, password, email, phone, totpSecret }: Person) {
  const user = {
    id,
    first_name: firstName,
    password_hash: password === undefined ? null : await hashPassword(password),
    email: email ?? null,
    phone: phone ?? null,
    totp_secret: totpSecret ?? null,
  };
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('users').values(user).execute();
    await openAccount(trx, id, iban);
  });
}

async function printCodes(db: Kysely<BankTables>, reverification: Reverification, { id }: Person) {
  const codes = await reverification.backupCodes.generate(id, { count: 8 });
  await db
    .insertInto('paper_codes')
    .values(codes.map((code) => ({ user_id: id, code })))
    .execute();
}
