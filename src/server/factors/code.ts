import { randomInt } from 'node:crypto';
import { markAnswered } from '../deliveries.js';
import type { Session } from '../options.js';
import type { PreparationRow } from '../schema.js';
import type { Attempt, Proof } from './factor.js';

const DIGITS = 6;

/** Six digits from the system's CSPRNG, without bias. */
export const newCode = (): string => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');

type CodePlace = Pick<PreparationRow, 'verificationId' | 'stage' | 'strategy' | 'contactId'>;

/** What a code's hash is made of: it is worth nothing in another verification, stage, strategy or for another address. */
export const codeParts = ({ verificationId, stage, strategy, contactId }: CodePlace, code: string): string[] => [
  'code',
  verificationId,
  stage,
  strategy,
  contactId,
  code,
];

/** Checks a code that was sent. The page does not say where to: any that waits for this strategy will do. */
export function checkCode({ context, signedIn, preparations }: Attempt, code: string): Proof | undefined {
  const sent = preparations.find(
    (preparation) =>
      preparation.codeHash !== null && context.hash.matches(preparation.codeHash, ...codeParts(preparation, code)),
  );
  return sent && { spend: (transaction) => spendCode(transaction, sent, signedIn.session) };
}

async function spendCode(
  transaction: Parameters<Proof['spend']>[0],
  { verificationId, stage, strategy, contactId, codeHash }: PreparationRow,
  { id: sessionId, userId }: Session,
): Promise<boolean> {
  const spent = await transaction
    .deleteFrom('reverifyPreparations')
    // The hash too: a code that a resend replaced a moment ago is void.
    .where((eb) => eb.and({ verificationId, stage, strategy, contactId, codeHash }))
    .returning('verificationId')
    .executeTakeFirst();
  if (!spent) return false;
  await markAnswered(transaction, { userId, sessionId, stage, strategy, contactId });
  return true;
}
