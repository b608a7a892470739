import { parseChallengeBody } from '../protocol/challenge-body.js';
import type { Challenge } from '../protocol/challenge.js';
import { isJsonObject } from '../protocol/json.js';
import { unlessBlocked } from '../protocol/unless-blocked.js';
import { isFinalError, isFinalRefusal } from './final-refusals.js';
import { readChallenge } from './read-challenge.js';
import { isRefusal } from './refusal.js';
import type { ChallengeReader } from './refusal.js';

/** Errors wrap each other, sometimes in circles: look at no more values than this. */
const MAX_VALUES = 100;

/** As of a `Response`: no challenge needs more. */
const MAX_LENGTH = 64 * 1024;

/** Where errors keep what the API said, or each other. */
const members = [
  ...['data', 'body', 'response', 'cause', 'errors'],
  // GraphQL, and the errors of its clients.
  ...['extensions', 'graphQLErrors', 'networkError', 'bodyText'],
  // Angular; jQuery and, in `meta`, tRPC.
  ...['error', 'responseJSON', 'meta'],
];

/**
 * The challenge that a call came to, or that the error it came to carries: in `data`, `body`, `response` (a `Response`,
 * or an object with `data`), `cause`, a list `errors` or another of the `members`, and in theirs; the nearest one. None
 * where a wrapper of `fetch` has asked for its sake already. Never rejects.
 */
export async function challengeIn(
  outcome: PromiseSettledResult<unknown>,
  readers?: readonly ChallengeReader[],
): Promise<Challenge | undefined> {
  const values = valuesIn(outcome.status === 'fulfilled' ? outcome.value : outcome.reason);
  if (values.some((value) => unlessBlocked(() => isFinal(value)))) return undefined;
  for (const value of values) {
    const refusal = unlessBlocked(() => (isRefusal(value) ? value : undefined));
    const challenge =
      unlessBlocked(() => parseChallengeBody(value, 'call')) ?? (refusal && (await readChallenge(refusal, readers)));
    if (challenge) return challenge;
  }
  return undefined;
}

/** The objects in which a challenge may be, the nearest first. A getter that throws hides no other. */
function valuesIn(outermost: unknown): Record<string, unknown>[] {
  const values = new Set<unknown>([outermost]);
  // A set's iterator also visits what is added on the way, and each only once.
  for (const value of values) {
    for (const inner of innerOf(value)) {
      if (values.size < MAX_VALUES) values.add(typeof inner === 'string' ? parseText(inner) : inner);
    }
  }
  return [...values].filter(isJsonObject);
}

function innerOf(value: unknown): unknown[] {
  const object = isJsonObject(value) ? value : {};
  return members.flatMap((name) => unlessBlocked(() => object[name]));
}

const isFinal = (value: unknown) => isFinalError(value) || (isRefusal(value) && isFinalRefusal(value));

/** Apollo Client keeps the text of an answer. */
function parseText(text: string): unknown {
  if (!text.startsWith('{') || text.length > MAX_LENGTH) return undefined;
  return unlessBlocked(() => JSON.parse(text) as unknown);
}
