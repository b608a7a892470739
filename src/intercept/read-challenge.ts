import { parseChallengeBody } from '../protocol/challenge-body.js';
import type { Challenge } from '../protocol/challenge.js';
import { parseStepUpHeader } from '../protocol/step-up.js';
import { isFinalRefusal } from './final-refusals.js';
import { inTime } from './in-time.js';
import type { ChallengeReader } from './refusal.js';

export const readClerk: ChallengeReader = async (response, readJson) =>
  response.status === 403 ? parseChallengeBody(await readJson(), 'clerk') : undefined;

export const readStepUp: ChallengeReader = ({ headers }) =>
  parseStepUpHeader(headers.get('WWW-Authenticate'), 'step-up');

const MAX_BYTES = 64 * 1024;
const MAX_MILLISECONDS = 2000;

/** The challenge in a response, whose own body stays unread; none if the user was asked for its sake. Never rejects. */
export async function readChallenge(
  response: Response,
  readers?: readonly ChallengeReader[],
): Promise<Challenge | undefined> {
  if (isFinalRefusal(response)) return undefined;
  let json: Promise<unknown> | undefined;
  // A body that cannot be cloned, read or parsed is not a challenge's.
  const readJson = () => (json ??= readCopy(response).catch(() => undefined));
  const found = firstChallenge(response, readers, readJson);
  // A reader of the application's may never end.
  return readers ? inTime(found).catch(() => undefined) : found;
}

/** What the first of `readers` finds. Never rejects. */
async function firstChallenge(
  response: Response,
  readers: readonly ChallengeReader[] = [readClerk, readStepUp],
  readJson: () => Promise<unknown>,
): Promise<Challenge | undefined> {
  for (const reader of readers) {
    try {
      const challenge = await reader(response, readJson);
      if (challenge) return challenge;
    } catch {
      // The next reader may know better; if none does, the response goes to the caller as it is.
    }
  }
  return undefined;
}

/** The JSON of a copy of the body, of which no more is read, or kept for the caller, than a challenge can need. */
async function readCopy(response: Response): Promise<unknown> {
  const { headers } = response;
  if (Number(headers.get('Content-Length')) > MAX_BYTES) return undefined;
  if (headers.get('Content-Type')?.includes('event-stream')) return undefined;
  const reader = response.clone().body?.getReader();
  if (!reader) return undefined;
  // Its promise settles only with the other branch, the caller's, and then perhaps as badly.
  const letGo = () => void reader.cancel().catch(() => undefined);
  const timer = setTimeout(letGo, MAX_MILLISECONDS);
  try {
    return JSON.parse(await readObject(reader));
  } finally {
    clearTimeout(timer);
    letGo();
  }
}

/** The text, up to where it ends, is too long, or turns out to be neither a JSON object nor a list. */
async function readObject(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let bytesLeft = MAX_BYTES; ;) {
    const { value } = await reader.read();
    if (!value) return text;
    bytesLeft -= value.byteLength;
    text += decoder.decode(value, { stream: true });
    if (bytesLeft < 0 || /^\s*[^\s{[]/.test(text)) return '';
  }
}
