import type { Kysely } from 'kysely';
import type { Reverification } from '../../src/server.js';
import type { Bank } from './bank.js';
import type { BankTables } from './database.js';
import { people } from './people.js';
import type { Person } from './people.js';
import { hashPassword } from './users.js';

interface Seed {
  db: Kysely<BankTables>;
  bank: Bank;
  reverification: Reverification;
}

/** Moves the people in, each with an account; those who are there already stay as they are. */
export async function seed({ db, bank, reverification }: Seed): Promise<void> {
  for (const person of people) {
    const known = await db.selectFrom('users').select('id').where('id', '=', person.id).executeTakeFirst();
    if (known) continue;
    await addUser(db, person);
    await bank.open(person.id, person.iban);
    if (person.hasBackupCodes) {
      const codes = await reverification.backupCodes.generate(person.id, { count: 8 });
      const paper = codes.map((code) => ({ user_id: person.id, code }));
      await db.insertInto('paper_codes').values(paper).execute();
    }
  }
}

async function addUser(db: Kysely<BankTables>, { id, firstName, password, email, phone, totpSecret }: Person) {
  await db
    .insertInto('users')
    .values({
      id,
      first_name: firstName,
      password_hash: password === undefined ? null : await hashPassword(password),
      email: email ?? null,
      phone: phone ?? null,
      totp_secret: totpSecret ?? null,
    })
    .execute();
}
