import type { BackupCodeSet } from './enrolment.js';
import type { Database } from './schema.js';

/** The user's backup codes; `undefined` if they never had a set, or it was taken away. */
export async function backupCodeSet(database: Database, userId: string): Promise<BackupCodeSet | undefined> {
  const codes = await database
    .selectFrom('reverifyBackupCodes')
    .select('usedAt')
    .where('userId', '=', userId)
    .execute();
  return codes.length === 0 ? undefined : { left: codes.filter(({ usedAt }) => usedAt === null).length };
}
