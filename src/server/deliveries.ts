import { randomUUID } from 'node:crypto';
import type { FactorStage, Strategy } from '../protocol/factors.js';
import type { Context } from './context.js';
import { HOUR, SECOND } from './limits.js';
import type { Limits } from './limits.js';
import type { MaybePromise, SendOptions } from './options.js';
import { refusal } from './refusals.js';
import type { Transaction } from './schema.js';

/** What is sent, for whom: the resend interval is kept per session, the hourly limit per user. */
export interface Delivery {
  userId: string;
  sessionId: string;
  stage: FactorStage;
  strategy: Strategy;
  contactId: string;
}

/**
 * Counts a code before it is sent, so that two requests at once send one. Lock the user first.
 *
 * @returns the delivery's id, for {@link withdrawDelivery}.
 */
export async function reserveDelivery(
  transaction: Transaction,
  delivery: Delivery,
  limits: Limits,
  now: number,
): Promise<string> {
  const wait = Math.max(
    await resendWait(transaction, delivery, limits, now),
    await hourlyWait(transaction, delivery, limits, now),
  );
  if (wait > 0) throw refusal('too_many_requests', { wait });
  const id = randomUUID();
  await transaction
    .insertInto('reverifyDeliveries')
    .values({ id, ...delivery, sentAt: new Date(now), answered: false })
    .execute();
  return id;
}

async function resendWait(transaction: Transaction, delivery: Delivery, limits: Limits, now: number): Promise<number> {
  const last = await transaction
    .selectFrom('reverifyDeliveries')
    .select('sentAt')
    .where((eb) => eb.and({ ...delivery, answered: false }))
    .orderBy('sentAt', 'desc')
    .executeTakeFirst();
  return last ? last.sentAt.getTime() + limits.resendSeconds * SECOND - now : 0;
}

async function hourlyWait(
  transaction: Transaction,
  { userId }: Delivery,
  { codesPerHour }: Limits,
  now: number,
): Promise<number> {
  const lastOnes = await transaction
    .selectFrom('reverifyDeliveries')
    .select('sentAt')
    .where('userId', '=', userId)
    .orderBy('sentAt', 'desc')
    .limit(Math.ceil(codesPerHour))
    .execute();
  const oldest = lastOnes[Math.ceil(codesPerHour) - 1];
  return oldest ? oldest.sentAt.getTime() + HOUR - now : 0;
}

/**
 * A code that could not be sent is not held against the user. One that may still arrive need not be waited for, but
 * counts towards the hour: else a slow gateway would send without limit.
 */
export async function withdrawDelivery(context: Context, id: string, failure: unknown): Promise<void> {
  const database = await context.database();
  if (failure instanceof SendingTimeout) {
    await database.updateTable('reverifyDeliveries').set({ answered: true }).where('id', '=', id).execute();
  } else {
    await database.deleteFrom('reverifyDeliveries').where('id', '=', id).execute();
  }
}

class SendingTimeout extends Error {}

/** The code was answered: the session's next verification need not wait to send one there. */
export async function markAnswered(transaction: Transaction, delivery: Delivery): Promise<void> {
  await transaction
    .updateTable('reverifyDeliveries')
    .set({ answered: true })
    .where((eb) => eb.and({ ...delivery }))
    .execute();
}

/** Runs a sender of the application for `limits.sendSeconds` at most; rejects with what it threw, or with the timeout. */
export async function deliver(
  send: (options: SendOptions) => MaybePromise<unknown>,
  { sendSeconds }: Limits,
): Promise<void> {
  const controller = new AbortController();
  const { promise: tooLate, timer } = abortLater(controller, sendSeconds);
  try {
    await Promise.race([send({ signal: controller.signal }), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function abortLater(controller: AbortController, seconds: number) {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new SendingTimeout(`sending took longer than ${seconds} seconds`);
      controller.abort(error);
      reject(error);
    }, seconds * SECOND);
  });
  return { promise, timer };
}
