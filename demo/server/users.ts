import { hash, verify } from '@node-rs/argon2';
import type { Kysely } from 'kysely';
import type { Account, Accounts, TotpSecret } from '../../src/server.js';
import type { BankTables } from './database.js';
import type { Passkeys } from './passkeys.js';

/** The bank's users, as the kit asks about them: which factors they have, and whether a password is right. */
export class Users implements Accounts {
  constructor(
    readonly db: Kysely<BankTables>,
    readonly passkeys: Passkeys,
  ) {}

  async get(userId: string): Promise<Account | undefined> {
    const user = await this.#find(userId);
    if (!user) return undefined;
    const { first_name: firstName, email, phone, password_hash, totp_secret } = user;
    const hasTotp = totp_secret !== null;
    return {
      firstName,
      identifier: email ?? userId,
      ...(email !== null && { emailAddresses: [{ id: `${userId}-email`, address: email, primary: true }] }),
      ...(phone !== null && { phoneNumbers: [phoneNumber(userId, phone, hasTotp)] }),
      hasPassword: password_hash !== null,
      hasTotp,
      passkeys: (await this.passkeys.list(userId)).map(({ id, public_key: publicKey, counter, transports }) => ({
        id,
        publicKey,
        counter,
        transports,
      })),
    };
  }

  async verifyPassword(userId: string, password: string): Promise<boolean> {
    const user = await this.#find(userId);
    return user?.password_hash ? verify(user.password_hash, password) : false;
  }

  async totpSecrets(userId: string): Promise<TotpSecret[]> {
    const user = await this.#find(userId);
    return user?.totp_secret ? [{ secret: user.totp_secret }] : [];
  }

  updatePasskeyCounter(userId: string, passkeyId: string, counter: number): Promise<void> {
    return this.passkeys.setCounter(userId, passkeyId, counter);
  }

  #find(userId: string) {
    return this.db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst();
  }
}

/** Who has an authenticator app may use the phone for either factor; for everybody else the phone *is* the second one. */
const phoneNumber = (userId: string, number: string, hasTotp: boolean) => ({
  id: `${userId}-phone`,
  number,
  primary: true,
  usableAs: hasTotp ? (['first', 'second'] as const) : (['second'] as const),
});

export const hashPassword = (password: string): Promise<string> => hash(password);
