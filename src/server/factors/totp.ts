import { peer } from '../peers.js';
import type { TotpSecret } from '../options.js';
import type { Transaction } from '../schema.js';
import type { Attempt, Proof } from './factor.js';

/** Time steps that a phone's clock may be off, either way (RFC 6238, section 5.2). */
const WINDOW = 1;

/** Checks an authenticator app's code against all of the user's apps. */
export async function checkTotp({ context, signedIn }: Attempt, code: string): Promise<Proof | undefined> {
  const { userId } = signedIn.session;
  const secrets = (await context.accounts.totpSecrets?.(userId)) ?? [];
  for (const secret of secrets) {
    const step = await matchingStep(secret, code, context.now());
    if (step) return { spend: (transaction) => spendStep(transaction, userId, step) };
  }
  return undefined;
}

/** The beginning of the time step that the code belongs to. */
async function matchingStep(
  { secret, algorithm = 'SHA1', digits = 6, period = 30 }: TotpSecret,
  token: string,
  timestamp: number,
): Promise<Date | undefined> {
  const { Secret, TOTP } = await peer('otpauth', "to check authenticator apps' codes", () => import('otpauth'));
  if (!/^\d+$/.test(token)) return undefined;
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm, digits, period });
  const delta = totp.validate({ token, timestamp, window: WINDOW });
  if (delta === null) return undefined;
  const step = Math.floor(timestamp / 1000 / period) + delta;
  return new Date(step * period * 1000);
}

/** A step is accepted once per user, and none before it afterwards: a code looked over the shoulder is worth nothing. */
async function spendStep(transaction: Transaction, userId: string, totpStep: Date): Promise<boolean> {
  const spent = await transaction
    .updateTable('reverifyUsers')
    .set({ totpStep })
    .where('userId', '=', userId)
    .where((eb) => eb.or([eb('totpStep', 'is', null), eb('totpStep', '<', totpStep)]))
    .returning('userId')
    .executeTakeFirst();
  return spent !== undefined;
}
