import { ReverificationError, isReverificationCancelledError, isReverificationFailure } from '../errors.js';
import type { Challenge } from '../protocol/challenge.js';
import { describe, isPrefetch, isRepeatable, requestOf } from './described-request.js';
import { makeFinal } from './final-refusals.js';
import { awaiting } from './gate.js';
import type { Gate, Reverify, SetAwaited } from './gate.js';
import type { AnswerFilter } from './interception.js';
import { sessionChangeSince } from './outcomes.js';
import { passGate } from './pass-gate.js';
import { readChallenge } from './read-challenge.js';
import { reasonFor } from './reason.js';
import type { Reason } from './reason.js';
import { isRefusal } from './refusal.js';
import type { ChallengeReader } from './refusal.js';
import type { FetchArguments, ReplayableRequest } from './replayable-request.js';

/** How a reverifying fetch deals with refusals: its options, filled in. */
export interface RefusalPolicy extends Partial<AnswerFilter> {
  readonly send: typeof globalThis.fetch;
  readonly gate: Gate;
  readonly reverify: Reverify;
  readonly reason?: Reason<[request: Request, challenge: Challenge]> | undefined;
  readonly challenges?: readonly ChallengeReader[] | undefined;
  readonly prepareReplay?: ((request: Request) => Request | Promise<Request>) | undefined;
  readonly replay?: 'all' | 'owner' | ((request: Request) => boolean) | undefined;
  readonly replayRedirected?: boolean | undefined;
  readonly onCancel?: 'reject' | 'respond' | undefined;
  readonly onFailure?: 'reject' | 'respond' | undefined;
}

/** A call that was sent. */
export interface SentCall {
  readonly request: ReplayableRequest;
  readonly signal: AbortSignal | null | undefined;
  /** The gate's epoch when it was sent. */
  readonly sentAt: number;
}

/** One for what the API asks, one for what changed while the user answered. The next refusal is final. */
const MAX_CHALLENGES = 2;

/**
 * What the caller gets, in the end, for a call whose first response has a refusal's status. Ends that its answer is awaited.
 */
export function answer(policy: RefusalPolicy, call: SentCall, response: Response): Promise<Response> {
  const setAwaited = awaiting(policy.gate, true);
  return answerAwaited(policy, call, response, setAwaited).finally(() => setAwaited(false));
}

async function answerAwaited(
  policy: RefusalPolicy,
  call: SentCall,
  response: Response,
  setAwaited: SetAwaited,
): Promise<Response> {
  const { send, gate, reverify } = policy;
  const { request, signal } = call;
  let { sentAt } = call;
  let challenge = await challengeTo(policy, call, response);
  const isAsked = challenge !== undefined;
  for (let left = MAX_CHALLENGES; challenge; left--) {
    const asked = challenge;
    let isOwner: boolean;
    try {
      const reason = reasonFor(policy.reason, () => [requestOf(request.call ?? ['']), asked]);
      isOwner = await passGate(gate, reverify, { challenge: asked, sentAt, signal, reason, setAwaited });
    } catch (error) {
      throwUnlessRefusalWanted(error, policy);
      break;
    }
    if (!isWanted(policy, request, isOwner)) break;
    if (response.redirected && !mayRepeat(policy, request)) {
      if (policy.onFailure === 'respond') break;
      makeFinal(response);
      throw notReplayable('The API had redirected it, and may have done it: see what became of it', response);
    }
    const passedAt = gate.epoch;
    const next = await nextCall(policy, call, response);
    signal?.throwIfAborted();
    const change = sessionChangeSince(gate, passedAt);
    if (change) {
      throwUnlessRefusalWanted(change.error, policy);
      break;
    }
    discardBody(response).catch(() => undefined);
    sentAt = gate.epoch;
    setAwaited(true);
    response = await send(...next);
    challenge = left > 1 ? await challengeTo(policy, call, response) : undefined;
  }
  if (isAsked) makeFinal(response);
  return response;
}

/** What the API asks for. A prefetch is nobody's wish: nobody is asked for its sake. */
async function challengeTo(
  { challenges, covers, isVerificationApi }: RefusalPolicy,
  { request: { call } }: SentCall,
  response: Response,
): Promise<Challenge | undefined> {
  if (!isRefusal(response) || covers?.(response.url) === false) return undefined;
  if (call && isPrefetch(describe(call).headers)) return undefined;
  // Where nobody can tell, the caller gets the refusal.
  const isOwn = await Promise.resolve(isVerificationApi?.(response.url)).catch(() => true);
  return isOwn ? undefined : readChallenge(response, challenges);
}

/** What a function for it throws is reported: its caller gets the refusal, which is lost to no error of ours. */
function isWanted({ replay }: RefusalPolicy, { call }: ReplayableRequest, isOwner: boolean): boolean {
  if (typeof replay !== 'function') return replay !== 'owner' || isOwner;
  try {
    return !call || replay(requestOf(call));
  } catch (error) {
    console.error('replay:', error);
    return false;
  }
}

const mayRepeat = ({ replayRedirected = false }: RefusalPolicy, { call }: ReplayableRequest): boolean =>
  replayRedirected || (call !== undefined && isRepeatable(describe(call)));

function throwUnlessRefusalWanted(error: unknown, { onCancel, onFailure }: RefusalPolicy): void {
  const reaction = isReverificationCancelledError(error) ? onCancel : onFailure;
  if (reaction !== 'respond' || !isReverificationFailure(error)) throw error;
}

async function nextCall(
  { prepareReplay }: RefusalPolicy,
  { request }: SentCall,
  refusal: Response,
): Promise<FetchArguments> {
  const next = nextSending(request, refusal);
  if (!prepareReplay) return next;
  const prepared = new Request(...next);
  return [await prepareReplay(prepared), membersUnknownTo(prepared, next[1])];
}

function nextSending({ again, call }: ReplayableRequest, response: Response): FetchArguments {
  const next = again ? again() : call;
  // A stream of Node's older kind, as npm's `form-data` makes it, could only be listened to: it is spent.
  if (next && (again || !('pipe' in Object(next[1]?.body)))) return next;
  throw notReplayable('The streamed body was not kept (maxReplayBytes): make it again', response);
}

const notReplayable = (why: string, response: Response) =>
  new ReverificationError('request_not_replayable', `The user verified. ${why}`, { response });

/** Lets the connection of a refusal that nobody will read be used again. */
async function discardBody({ body }: Response): Promise<void> {
  await body?.cancel();
}

/**
 * What only the `fetch` below understands (`next`, `cf`, `dispatcher`). The rest is in the request already, and given
 * again it would take the request's referrer away.
 */
function membersUnknownTo(request: Request, init: RequestInit = {}): RequestInit {
  const known = ['body', 'duplex', 'priority', 'window'];
  return Object.fromEntries(Object.entries(init).filter(([name]) => !(name in request || known.includes(name))));
}
