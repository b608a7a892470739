import { parseChallengeBody } from '../protocol/challenge-body.js';
import type { Challenge } from '../protocol/challenge.js';
import { isJsonObject } from '../protocol/json.js';
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
 * or an object with `data`), `cause`, a list `errors` or another of the `members`, and in theirs; the nearest one. Never
 * rejects.
 */
export async function challengeIn(
  outcome: PromiseSettledResult<unknown>,
  readers?: readonly ChallengeReader[],
): Promise<Challenge | undefined> {
  const values = new Set<unknown>([outcome.status === 'fulfilled' ? outcome.value : outcome.reason]);
  // A set's iterator also visits what is added on the way, and each only once.
  for (const candidate of values) {
    if (!isJsonObject(candidate)) continue;
    try {
      const challenge = parseChallengeBody(candidate, 'call') ?? (await challengeOfResponse(candidate, readers));
      if (challenge) return challenge;
      for (const inner of members.flatMap((name) => candidate[name])) {
        if (values.size < MAX_VALUES) values.add(typeof inner === 'string' ? parseText(inner) : inner);
      }
    } catch {
      // A getter that throws hides no challenge.
    }
  }
  return undefined;
}

/** Apollo Client keeps the text of an answer. */
function parseText(text: string): unknown {
  if (!text.startsWith('{') || text.length > MAX_LENGTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const challengeOfResponse = (value: unknown, readers?: readonly ChallengeReader[]) =>
  isRefusal(value) ? readChallenge(value, readers) : undefined;
