import type { Transfer } from './bank.js';

const MOST_CENTS = 10_000_000;

/** A transfer out of a request's JSON, or `undefined` if it is none. */
export function parseTransfer(json: unknown): Transfer | undefined {
  if (!isObject(json)) return undefined;
  const { payee, reference, amountCents } = json;
  if (!isText(payee, 60) || payee.trim() === '' || !isText(reference, 80)) return undefined;
  if (!isCents(amountCents) || amountCents === 0) return undefined;
  return { payee: payee.trim(), reference: reference.trim(), amountCents };
}

/** A daily limit in cents, or `undefined`. */
export function parseDailyLimit(json: unknown): number | undefined {
  const cents = isObject(json) ? json['dailyLimitCents'] : undefined;
  return isCents(cents) ? cents : undefined;
}

const isObject = (json: unknown): json is Partial<Record<string, unknown>> => typeof json === 'object' && json !== null;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest;

const isCents = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MOST_CENTS;
