import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { BodyKind } from './matrix-bodies.js';
import { bodies, furtherBodies } from './matrix-bodies.js';
import type { InputKind } from './matrix-inputs.js';
import { furtherInputs, inputs } from './matrix-inputs.js';
import type { Outcome } from './matrix-outcomes.js';
import { outcomes, refusedOnce } from './matrix-outcomes.js';
import { RefusingApi } from './refusing-api.js';
import type { Received } from './refusing-api.js';

/** One request, and what becomes of it. */
export interface Cell {
  body: BodyKind;
  input: InputKind;
  outcome: Outcome;
}

/** What can be told of a request by its caller, by the `fetch` below, by the user and by the API. */
interface Observation {
  result: unknown;
  isAnswerOfFetch: boolean;
  asked: number;
  sent: number;
  received: unknown[];
}

interface Trial {
  actual: Observation;
  expected: Observation;
}

const product = (inputs: InputKind[], bodies: BodyKind[], outcomes: Outcome[]): Cell[] =>
  outcomes.flatMap((outcome) => inputs.flatMap((input) => bodies.map((body) => ({ body, input, outcome }))));

/** Every kind of body, handed over in every way, with every outcome. */
const matrix: Cell[] = product(inputs, bodies, outcomes);

/** Variants of bodies and of ways, refused once. */
const variants: Cell[] = [
  ...product(inputs, furtherBodies, [refusedOnce]),
  ...product(furtherInputs, bodies, [refusedOnce]),
];

export const cells: readonly Cell[] = [...matrix, ...variants];

/** Of the six connections that browsers open to a server, an unfinished answer needs a second one to be finished. */
const AT_ONCE = 3;

/** Starts to try all cells, some at once. What becomes of each is ready when it is asked for. */
export function tryCells(cells: readonly Cell[], origin: string): Map<Cell, Promise<Trial>> {
  const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  const trials = cells.map((cell, index): [Cell, Promise<Trial>] => {
    const lane = index % AT_ONCE;
    const trial = (lanes[lane] ?? Promise.resolve()).then(() => inTime(cell, origin));
    lanes[lane] = trial.then(
      () => undefined,
      () => undefined,
    );
    return [cell, trial];
  });
  return new Map(trials);
}

/** Below what the test runner allows a test: one that hangs is named, and does not take the rest of its lane with it. */
const TRIAL_MS = 8_000;

async function inTime(cell: Cell, origin: string): Promise<Trial> {
  const steps: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs after: ${steps.join(', ')}`)), TRIAL_MS);
  });
  try {
    return await Promise.race([tryCell(cell, origin, (step) => void steps.push(step)), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Makes one request under the wrapper, and the same under bare `fetch` where nobody refuses it.
 *
 * @param origin where the API is.
 * @param reach is told how far it has come.
 * @returns what happened, and what should have: each refusal is asked about, and sends what bare `fetch` sends once more;
 *   the caller sees what it sees under bare `fetch`.
 */
async function tryCell(cell: Cell, origin: string, reach: (step: string) => void): Promise<Trial> {
  const { outcome } = cell;
  const { bareResult, bareReceived, bareRefusals } = await underBareFetch(cell, origin);
  reach('bare fetch');

  const api = new RefusingApi(origin);
  let asked = 0;
  const answers: Response[] = [];
  let sent = 0;
  const below: typeof fetch = async (...call) => {
    sent++;
    reach('sent');
    const response = await fetch(...call);
    reach(`answered with ${response.status}`);
    answers.push(response);
    return response;
  };
  const reverifyingFetch = createReverifyingFetch(
    { fetch: below, reverify: () => Promise.resolve(asked++) },
    neverAsked,
  );
  let isAnswerOfFetch = true;
  const watched: typeof fetch = async (...call) => {
    const response = await reverifyingFetch(...call);
    isAnswerOfFetch = response === answers.at(-1);
    return response;
  };
  const result = await resultOf(watched, cell, api, outcome.refusals);
  reach('read');

  // Where bare `fetch` does not come as far as to be refused, and where nobody may see the answer, nobody is asked.
  const fails = bareReceived.length === 0 || (outcome.isBehindRedirect && 'error' in bareResult);
  const refusals = fails || bareRefusals > 0 ? 0 : outcome.refusals;
  return {
    actual: { result, isAnswerOfFetch, asked, sent, received: await receivedBy(api, outcome) },
    expected: {
      result: bareResult,
      isAnswerOfFetch: true,
      asked: refusals,
      sent: 'isNoCall' in bareResult ? 0 : refusals + 1,
      received: outcome.breaks ? bareReceived : [...repeat(bareReceived, refusals, outcome), ...bareReceived],
    },
  };
}

/** Outcomes that differ only in how often they refuse are one under bare `fetch`. */
const underBare = new Map<string, ReturnType<typeof tryBare>>();

function underBareFetch(cell: Cell, origin: string): ReturnType<typeof tryBare> {
  const { body, input, outcome } = cell;
  const url = new URL(outcome.url(new RefusingApi(origin), 0));
  url.searchParams.delete('key');
  const kind = JSON.stringify([url, body.name, input.name, outcome.init]);
  const trial = underBare.get(kind) ?? tryBare(cell, origin);
  underBare.set(kind, trial);
  return trial;
}

async function tryBare(cell: Cell, origin: string) {
  const { outcome } = cell;
  const api = new RefusingApi(origin);
  const bareRefusals = outcome.isOpaque && isBrowser ? outcome.refusals : 0;
  const bareResult = await resultOf(fetch, cell, api, bareRefusals);
  return { bareResult, bareReceived: await receivedBy(api, outcome), bareRefusals };
}

const isBrowser = typeof document !== 'undefined';

const neverAsked = () => Promise.reject(new Error('the page has no dialog'));

/** What was refused: all that bare `fetch` sent, or its first request, where only the answer to the last was a redirect. */
function repeat(received: unknown[], refusals: number, outcome: Outcome): unknown[] {
  const refused = outcome.isBehindRedirect ? received : received.slice(0, 1);
  return Array.from({ length: refusals }, () => refused).flat();
}

async function resultOf(send: typeof fetch, { body, input, outcome }: Cell, api: RefusingApi, refusals: number) {
  const { headers, ...made } = body.make();
  const init: RequestInit = {
    ...made,
    ...outcome.init,
    headers: { 'X-Test': 'header', 'Idempotency-Key': 'once', ...headers },
    cache: 'no-store',
    referrer: `${api.origin}/from?here`,
    referrerPolicy: 'unsafe-url',
    priority: 'high',
  };
  let call: Parameters<typeof fetch>;
  try {
    call = input.call(outcome.url(api, refusals), init);
  } catch (error) {
    return { error: String(error), isNoCall: true };
  }
  let response: Response;
  try {
    response = await send(...call);
  } catch (error) {
    return { error: String(error) };
  }
  const { status, type, redirected, bodyUsed } = response;
  const seen = await (outcome.read ?? readText)(response, api);
  return { status, type, redirected, bodyUsed, seen };
}

/** What the API echoes is what it received: that is compared anyway. */
async function readText(response: Response): Promise<string> {
  const text = await response.text();
  return text.startsWith('{"method"') ? 'echo' : text;
}

async function receivedBy(api: RefusingApi, { breaks }: Outcome): Promise<unknown[]> {
  const received = (await api.received()).map(comparable);
  return breaks ? received.slice(-1) : received;
}

/** What must be the same each time. Of a form the boundary is new each time, in Firefox also in length. */
function comparable({ method, url, headers: all, body }: Received): unknown {
  // Of HTTP/2, the address once more.
  const { ':path': _path, ...headers } = all;
  const { searchParams, pathname } = new URL(url, 'http://test.invalid');
  searchParams.delete('key');
  searchParams.delete('refuse');
  const isForm = body?.boundary !== undefined;
  return {
    method,
    address: `${pathname}?${searchParams.toString()}`,
    headers: isForm ? withoutBoundary(headers) : headers,
    bytes: body?.sha256,
    hasOwnBoundary: body?.hasOwnBoundary,
  };
}

const withoutBoundary = (headers: Received['headers']) => ({
  ...headers,
  'content-type': headers['content-type']?.replace(/boundary=.*/, 'boundary'),
  'content-length': 'any',
});
