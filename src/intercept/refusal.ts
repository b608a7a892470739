import type { Challenge } from '../protocol/challenge.js';
import { isJsonObject } from '../protocol/json.js';

/**
 * Recognises a refusal that asks for verification. Called for status 401 and 403 only; `undefined` means "not mine".
 * What it throws counts as `undefined`: a refusal is never lost to a broken reader.
 *
 * @param response read its status and headers; its body belongs to the caller of `fetch`.
 * @param readJson the body, parsed, from a copy: `undefined` where it is neither a JSON object nor a list, is larger
 *   than 64 KiB, is an event stream, or did not arrive within 2 s. Call it only where status and headers can be a
 *   challenge's.
 */
export type ChallengeReader = (
  response: Response,
  readJson: () => Promise<unknown>,
) => Challenge | undefined | Promise<Challenge | undefined>;

/** Whether a response can be a challenge at all. Reads nothing but its status, since most responses cannot. */
export function isRefusal(value: unknown): value is Response {
  if (!isJsonObject(value)) return false;
  const { status } = value;
  return status === 403 || status === 401;
}
