import { randomBytes } from 'node:crypto';
import { backupCodeSet } from '../backup-code-set.js';
import type { Context } from '../context.js';
import type { Transaction } from '../schema.js';
import { lockUser } from '../users.js';
import type { Attempt, Proof } from './factor.js';

/** The users' backup codes: random, each accepted once, kept as keyed hashes. They are a second factor. */
export interface BackupCodes {
  /**
   * Makes a new set of codes, which replaces the user's old set. Show them once: only their hashes are kept.
   *
   * @param options.count how many; default 10.
   * @returns codes like `4f7kq-9dn2x`; the user may type them without the dash and in any case.
   */
  generate(userId: string, options?: { count?: number }): Promise<string[]>;
  /** How many codes the user has left; `undefined` if they have no set. */
  remaining(userId: string): Promise<number | undefined>;
  /** Takes the user's set away: backup codes no longer count as a second factor of theirs. */
  remove(userId: string): Promise<void>;
}

// Crockford's base 32: no letter that is read as a digit.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Five bits each: 50 bits, which nobody guesses through the limits. */
const LENGTH = 10;

export function createBackupCodes({ database, hash, now }: Context): BackupCodes {
  return {
    async generate(userId, { count = 10 } = {}) {
      const codes = Array.from({ length: count }, newBackupCode);
      const rows = codes.map((code) => ({ userId, codeHash: hash.hash(...hashedParts(userId, code)), usedAt: null }));
      await (await database()).transaction().execute(async (transaction) => {
        await lockUser(transaction, userId, now());
        await removeAll(transaction, userId);
        await transaction.insertInto('reverifyBackupCodes').values(rows).execute();
      });
      return codes;
    },
    async remaining(userId) {
      return (await backupCodeSet(await database(), userId))?.left;
    },
    async remove(userId) {
      await (await database()).transaction().execute((transaction) => removeAll(transaction, userId));
    },
  };
}

/** Every code may be right until it is spent: only the database knows, and it lets one win. */
export function checkBackupCode({ context, signedIn }: Attempt, code: string): Proof {
  const { userId } = signedIn.session;
  const candidates = context.hash.candidates(...hashedParts(userId, code));
  return {
    async spend(transaction) {
      const spent = await transaction
        .updateTable('reverifyBackupCodes')
        .set({ usedAt: new Date(context.now()) })
        .where('userId', '=', userId)
        .where('codeHash', 'in', candidates)
        .where('usedAt', 'is', null)
        .returning('userId')
        .executeTakeFirst();
      return spent !== undefined;
    },
  };
}

function newBackupCode(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

const hashedParts = (userId: string, code: string) => ['backup_code', userId, normalise(code)];

const normalise = (code: string) => code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');

async function removeAll(transaction: Transaction, userId: string): Promise<void> {
  await transaction.deleteFrom('reverifyBackupCodes').where('userId', '=', userId).execute();
}
