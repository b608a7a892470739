import type { ApiErrorCode } from '../protocol/api-error.js';
import type { Answer, FactorStage, Strategy } from '../protocol/factors.js';
import type { Verification } from '../protocol/verification.js';
import { giveBack, reserve, settle } from './attempt-record.js';
import type { Attempting, Reserved } from './attempt-record.js';
import { subjectOf } from './audit.js';
import type { Context } from './context.js';
import { checkAnswer } from './factors/check.js';
import { refusal } from './refusals.js';
import { resourceOf } from './resource.js';
import type { SignedIn } from './signed-in.js';
import { lockedUntil, progressAt } from './verification-rows.js';

/**
 * Checks an answer. Three steps: count it (locked), check it (unlocked, for it may take long), make it count (locked, and only
 * if nothing it relies on has changed meanwhile).
 */
export async function attemptFactor(
  context: Context,
  signedIn: SignedIn,
  stage: FactorStage,
  answer: Answer,
): Promise<Verification> {
  const { strategy } = answer;
  if (!signedIn.usable[stage].some((factor) => factor.strategy === strategy))
    throw refusal('strategy_for_user_invalid');
  const attempting = { context, signedIn, stage, strategy };
  const reserved = await reserve(attempting);
  const row = await checkAndSettle(attempting, reserved, answer);
  if (!row) throw await wrongAnswer(attempting, reserved);
  await context.emit({
    ...subjectOf(row, context.now()),
    type: 'verified',
    stage,
    strategy,
    complete: row.status === 'complete',
  });
  return resourceOf(context, signedIn, row);
}

async function checkAndSettle(attempting: Attempting, reserved: Reserved, answer: Answer) {
  const { context, signedIn, stage } = attempting;
  const { row: verification, preparations } = reserved;
  try {
    const proof = await checkAnswer({ context, signedIn, verification, stage, preparations }, answer);
    return proof && (await settle(attempting, reserved, proof));
  } catch (error) {
    // Not the user's fault, so not held against them.
    await giveBack(attempting, reserved);
    throw error;
  }
}

/** Tells the application, and makes the error for the page. */
async function wrongAnswer({ context, stage, strategy }: Attempting, { row, before }: Reserved): Promise<Error> {
  const now = context.now();
  const until = lockedUntil(before.count + 1, context.limits, now);
  if (until !== undefined) await context.emit({ ...subjectOf(row, now), type: 'locked', stage, strategy, until });
  return refusal(wrongAnswerCode(strategy), {
    attemptsLeft: Math.max(0, context.limits.attempts - progressAt(row, stage).attempts),
    ...(strategy !== 'passkey' && { paramName: strategy === 'password' ? 'password' : 'code' }),
  });
}

function wrongAnswerCode(strategy: Strategy): ApiErrorCode {
  if (strategy === 'password') return 'form_password_incorrect';
  return strategy === 'passkey' ? 'passkey_invalid' : 'form_code_incorrect';
}
