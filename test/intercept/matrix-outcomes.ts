import type { RefusingApi } from './refusing-api.js';

/** What becomes of a request. */
export interface Outcome {
  name: string;
  /** Where it is sent, if it is refused so many times. */
  url: (api: RefusingApi, refusals: number) => string;
  /** How often the API refuses it with a challenge. */
  refusals: number;
  /** What its caller makes of the answer. */
  read?: (response: Response, api: RefusingApi) => Promise<unknown>;
  init?: RequestInit;
  /** Its answer cannot be seen, wherever the platform keeps origins apart: neither can a refusal. */
  isOpaque?: true;
  /** The API refuses where it sent the request on to. */
  isBehindRedirect?: true;
  /** Where the connection broke, the browser itself may have tried again. */
  breaks?: true;
}

const refusing =
  (query: Record<string, string> = {}): Outcome['url'] =>
  (api, refusals) =>
    api.refusing(refusals, query);

/** The request that was redirected counts too. */
const behindRedirect: Outcome['url'] = (api, refusals) => api.url('redirect', { action: 'echo', refuse: 2 * refusals });

/** The same server by another name: another origin, that allows nobody to read its answers. */
const elsewhere = (url: string) => url.replace('//localhost', '//127.0.0.1');

/** Shows that the beginning of a response is there before its end was sent. */
async function readUnfinished({ body }: Response, api: RefusingApi): Promise<string[]> {
  if (!body) throw new Error('expected a body');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader.read();
  await fetch(api.url('finish', { body: 'ended' }));
  const second = await reader.read();
  return [String(first.value), String(second.value)];
}

export const refusedOnce: Outcome = { name: 'refused once', url: refusing(), refusals: 1 };

export const outcomes: Outcome[] = [
  refusedOnce,
  { name: 'refused twice', url: refusing(), refusals: 2 },
  { name: 'not refused', url: refusing(), refusals: 0 },
  { name: 'refused for another reason', url: refusing({ then: 'other' }), refusals: 0 },
  { name: 'refused once, then for another reason', url: refusing({ then: 'other' }), refusals: 1 },
  { name: 'lost on the way', url: refusing({ then: 'breaks' }), refusals: 0, breaks: true },
  { name: 'refused once, then lost on the way', url: refusing({ then: 'breaks' }), refusals: 1, breaks: true },
  { name: 'refused once, then redirected', url: refusing({ then: 'redirect' }), refusals: 1 },
  { name: 'redirected, and refused there', url: behindRedirect, refusals: 1, isBehindRedirect: true },
  { name: 'refused once, then answered with 204', url: refusing({ then: 'empty' }), refusals: 1 },
  {
    name: 'refused once, then answered with a stream',
    url: refusing({ then: 'unfinished' }),
    refusals: 1,
    read: readUnfinished,
  },
  {
    name: 'answered opaquely',
    url: (api, refusals) => elsewhere(api.refusing(refusals)),
    refusals: 1,
    init: { mode: 'no-cors' },
    isOpaque: true,
  },
];
