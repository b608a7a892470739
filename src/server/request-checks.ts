import { refusal } from './refusals.js';

/** Bytes. */
const LARGEST_BODY = 16 * 2 ** 10;

/**
 * Refuses what a page of another site made a browser send. Browsers say so (`Sec-Fetch-Site`, W3C Fetch Metadata); an older one
 * says where the page is from (`Origin`); what says neither is no browser, and carries no user's cookie by accident.
 */
export function requireSameSite({ headers }: Request, origins: readonly string[]): void {
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  const origin = headers.get('origin');
  // A page of a sister domain may be anybody's: only the listed ones.
  const isListed = origin !== null && origins.includes(origin);
  if (site === 'same-site' || (site === null && origin !== null)) {
    if (isListed) return;
    throw refusal('origin_invalid');
  }
  if (site !== null) throw refusal('origin_invalid');
}

/** The parsed JSON body. Refuses other content types (a cross-site form cannot send JSON), and more than 16 KiB. */
export async function readJson(request: Request): Promise<unknown> {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json') throw refusal('unsupported_media_type');
  const bytes = await readBody(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refusal('request_body_invalid');
  }
}

/** Counts while it reads: a streamed body announces no length, and a header may lie. */
async function readBody({ headers, body, bodyUsed }: Request): Promise<Uint8Array> {
  if (bodyUsed) {
    throw new TypeError("handle: the request's body was read already; hand over a request with its body unread");
  }
  if (Number(headers.get('content-length')) > LARGEST_BODY) throw refusal('request_too_large');
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      // Leaving the loop cancels the stream.
      if (size > LARGEST_BODY) break;
      chunks.push(chunk);
    }
  } catch {
    // The client went away in the middle: nobody's mistake, and nobody left to tell.
    throw refusal('request_body_invalid');
  }
  if (size > LARGEST_BODY) throw refusal('request_too_large');
  return Buffer.concat(chunks);
}
