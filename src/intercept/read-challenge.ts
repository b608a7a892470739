import { parseChallengeBody } from '../protocol/challenge-body.js';
import type { Challenge } from '../protocol/challenge.js';
import { parseStepUpHeader } from '../protocol/step-up.js';
import type { ChallengeReader } from './challenge-readers.js';

export const readClerk: ChallengeReader = async (response, readJson) =>
  response.status === 403 ? parseChallengeBody(await readJson(), 'clerk') : undefined;

export const readStepUp: ChallengeReader = ({ headers }) =>
  parseStepUpHeader(headers.get('WWW-Authenticate'), 'step-up');

const MAX_BYTES = 64 * 1024;
const MAX_MILLISECONDS = 2000;

/** The challenge in a response, whose own body stays unread. Never rejects. */
export function readChallenge(
  response: Response,
  readers?: readonly ChallengeReader[],
): Promise<Challenge | undefined> {
  let json: Promise<unknown> | undefined;
  // A body that cannot be cloned, read or parsed is not a challenge's.
  return firstChallenge(response, readers, () => (json ??= readCopy(response).catch(() => undefined)));
}

/** What the first of `readers` finds. Never rejects. */
export async function firstChallenge(
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
  const copy = response.clone().body;
  // When the limit or the time is reached, the pipe lets go of the copy; the original flows on to the caller.
  const signal = AbortSignal.timeout(MAX_MILLISECONDS);
  return new Response(copy?.pipeThrough(jsonOnly(MAX_BYTES), { signal })).json();
}

/** Fails as soon as what passes is too long, or does not begin as a JSON object or list: there is no need to wait. */
function jsonOnly(bytesLeft: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let firstByte: number | undefined;
  return new TransformStream({
    transform(chunk, controller) {
      bytesLeft -= chunk.byteLength;
      firstByte ??= chunk.find((byte) => !isSpaceOrMark(byte));
      if (bytesLeft < 0 || !(firstByte === undefined || firstByte === OBJECT || firstByte === LIST)) controller.error();
      else controller.enqueue(chunk);
    },
  });
}

const OBJECT = 0x7b;
const LIST = 0x5b;
/** White space of JSON, and the bytes of a byte order mark. */
const isSpaceOrMark = (byte: number) => byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf;
