import { compact } from '../protocol/json.js';
import type { FactorStage } from '../protocol/factors.js';
import type { FactorVerification, Verification } from '../protocol/verification.js';
import type { Context } from './context.js';
import type { PreparationRow, VerificationRow } from './schema.js';
import { sessionInfo } from './signed-in.js';
import type { SignedIn } from './signed-in.js';
import { progressAt } from './verification-rows.js';

/** A verification as the page is told about it. */
export async function resourceOf(context: Context, signedIn: SignedIn, row: VerificationRow): Promise<Verification> {
  const database = await context.database();
  const preparations = await database
    .selectFrom('reverifyPreparations')
    .selectAll()
    .where('verificationId', '=', row.id)
    .orderBy('expiresAt', 'desc')
    .execute();
  return {
    id: row.id,
    status: row.status,
    level: row.level,
    expireAt: row.expiresAt.getTime(),
    firstFactors: signedIn.usable.first,
    secondFactors: signedIn.usable.second,
    session: await sessionInfo(context, signedIn),
    ...compact({
      firstFactorVerification: factorVerification(context, row, 'first', preparations),
      secondFactorVerification: factorVerification(context, row, 'second', preparations),
    }),
  };
}

function factorVerification(
  { limits, now }: Context,
  row: VerificationRow,
  stage: FactorStage,
  preparations: readonly PreparationRow[],
): FactorVerification | undefined {
  const { strategy, attempts, verifiedAt } = progressAt(row, stage);
  if (!strategy) return undefined;
  const latest = preparations.find((preparation) => preparation.stage === stage && preparation.strategy === strategy);
  const expireAt = latest?.expiresAt.getTime();
  const isExpired = expireAt !== undefined && expireAt <= now();
  const unfinished = attempts >= limits.attempts ? 'failed' : isExpired ? 'expired' : 'unverified';
  return {
    status: verifiedAt ? 'verified' : unfinished,
    strategy,
    attempts,
    ...compact({ expireAt, nonce: latest?.passkeyOptions ?? undefined }),
  };
}
