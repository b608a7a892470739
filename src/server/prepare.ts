import type { FactorStage } from '../protocol/factors.js';
import type { PreparationRequest } from '../protocol/requests.js';
import type { Verification } from '../protocol/verification.js';
import { subjectOf } from './audit.js';
import type { Context } from './context.js';
import { contactOf } from './enrolment.js';
import { deliver, reserveDelivery, withdrawDelivery } from './deliveries.js';
import { codeParts, newCode } from './factors/code.js';
import { sendEmailCode } from './factors/email-code.js';
import { passkeyOptions } from './factors/passkey.js';
import { sendPhoneCode } from './factors/phone-code.js';
import { MINUTE } from './limits.js';
import { refusal } from './refusals.js';
import { resourceOf } from './resource.js';
import type { PreparationRow, Transaction, VerificationRow } from './schema.js';
import type { SignedIn } from './signed-in.js';
import { lockUser } from './users.js';
import { nextExpiry, progressAt, progressColumns, requireOpen, requireTries } from './verification-rows.js';

interface Preparing {
  context: Context;
  signedIn: SignedIn;
  stage: FactorStage;
  request: PreparationRequest;
}

/** Sends a code, or makes passkey options, for the session's verification. */
export async function prepareFactor(
  context: Context,
  signedIn: SignedIn,
  stage: FactorStage,
  request: PreparationRequest,
): Promise<Verification> {
  requireContact(signedIn, stage, request);
  const preparing = { context, signedIn, stage, request };
  const row = await (request.strategy === 'passkey' ? preparePasskey(preparing) : prepareCode(preparing, request));
  await context.emit({ ...subjectOf(row, context.now()), type: 'prepared', stage, strategy: request.strategy });
  return resourceOf(context, signedIn, row);
}

function requireContact({ usable }: SignedIn, stage: FactorStage, request: PreparationRequest): void {
  const wanted = request.strategy === 'passkey' ? '' : request.contactId;
  const isUsable = usable[stage].some((factor) => factor.strategy === request.strategy && contactOf(factor) === wanted);
  if (!isUsable) throw refusal('strategy_for_user_invalid');
}

async function preparePasskey(preparing: Preparing): Promise<VerificationRow> {
  const { context, signedIn } = preparing;
  const options = await passkeyOptions(context, signedIn.account);
  return inOpenVerification(preparing, (transaction, row) =>
    keepPreparation(transaction, preparing, row, { contactId: '', codeHash: null, passkeyOptions: options }),
  );
}

/**
 * Counts the code, sends it, and only then lets it replace the one before: what could not be sent changes nothing. Nothing is
 * locked while the application sends.
 */
async function prepareCode(
  preparing: Preparing,
  { strategy, contactId }: Exclude<PreparationRequest, { strategy: 'passkey' }>,
): Promise<VerificationRow> {
  const { context, signedIn, stage } = preparing;
  const { id: sessionId, userId } = signedIn.session;
  const delivery = { userId, sessionId, stage, strategy, contactId };
  let deliveryId = '';
  await inOpenVerification(preparing, async (transaction, row) => {
    deliveryId = await reserveDelivery(transaction, delivery, context.limits, context.now());
    return row;
  });
  const code = newCode();
  const send = strategy === 'email_code' ? sendEmailCode : sendPhoneCode;
  try {
    await deliver((options) => send(context, signedIn, contactId, code, options), context.limits);
  } catch (error) {
    context.report(error);
    await withdrawDelivery(context, deliveryId, error);
    throw refusal('delivery_failed');
  }
  return inOpenVerification(preparing, (transaction, row) => {
    const codeHash = context.hash.hash(...codeParts({ verificationId: row.id, stage, strategy, contactId }, code));
    return keepPreparation(transaction, preparing, row, { contactId, codeHash, passkeyOptions: null });
  });
}

async function inOpenVerification(
  { context, signedIn, stage }: Preparing,
  change: (transaction: Transaction, row: VerificationRow) => Promise<VerificationRow>,
): Promise<VerificationRow> {
  const now = context.now();
  const database = await context.database();
  return database.transaction().execute(async (transaction) => {
    const user = await lockUser(transaction, signedIn.session.userId, now);
    const row = await requireOpen(transaction, signedIn.session, stage, now);
    requireTries(row, user, stage, context.limits, now);
    return change(transaction, row);
  });
}

async function keepPreparation(
  transaction: Transaction,
  { context: { limits, now }, stage, request: { strategy } }: Preparing,
  row: VerificationRow,
  made: Pick<PreparationRow, 'contactId' | 'codeHash' | 'passkeyOptions'>,
): Promise<VerificationRow> {
  const expiresAt = new Date(now() + limits.codeMinutes * MINUTE);
  await transaction
    .insertInto('reverifyPreparations')
    .values({ verificationId: row.id, stage, strategy, ...made, expiresAt })
    .onConflict((conflict) =>
      conflict
        .columns(['verificationId', 'stage', 'strategy', 'contactId'])
        .doUpdateSet({ codeHash: made.codeHash, passkeyOptions: made.passkeyOptions, expiresAt }),
    )
    .execute();
  return transaction
    .updateTable('reverifyVerifications')
    .set({
      ...progressColumns(stage, { ...progressAt(row, stage), strategy }),
      expiresAt: nextExpiry(limits, now()),
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
