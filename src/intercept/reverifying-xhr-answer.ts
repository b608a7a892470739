import { isPrefetch, isRepeatable } from './described-request.js';
import { sessionChangeSince } from './outcomes.js';
import { passGate } from './pass-gate.js';
import { methodOf } from './property-override.js';
import { readChallenge } from './read-challenge.js';
import { reasonFor } from './reason.js';
import { claimOwn, wasRedirected } from './was-redirected.js';
import type { Recorded } from './was-redirected.js';
import type { SetAwaited } from './gate.js';
import type { Method } from './property-override.js';
import type { Interception } from './interception.js';
import { isDocument, unveiled, uploadOf } from './reverifying-xhr-view.js';

/** In the order in which they were set. */
export type SetHeaders = readonly (readonly [name: string, value: string])[];

/** A request whose refusal its caller does not see yet. */
export interface RefusedXhr {
  readonly call: {
    readonly xhr: XMLHttpRequest;
    readonly args: readonly [method: string, url: string, ...rest: unknown[]];
    readonly headers: SetHeaders;
    readonly interception: Interception;
  };
  /** As in `reverifying-xhr-call.ts`. */
  readonly native: {
    readonly setRequestHeader: Method<XMLHttpRequest>;
    readonly send: Method<XMLHttpRequest>;
    readonly uploads: WeakMap<object, boolean>;
  };
  /** The gate's epoch when it was sent. */
  readonly sentAt: number;
  readonly records: readonly Recorded[];
  /** Resolves to whether all of the answer is there; to `false` where it is not going to be a challenge's. */
  readonly isComplete: Promise<boolean>;
  /** Of its answer, which is awaited now. */
  readonly setAwaited: SetAwaited;
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal;
}

/** Of a request that was opened again: sends it, with all its headers. */
export type SendBody = (body: unknown) => void;

/**
 * Has the user verify. Resolves to what sends again, in that very turn; to `undefined` where the caller is to get the
 * refusal.
 */
export async function replayOf(refused: RefusedXhr): Promise<SendBody | undefined> {
  const { call, native, sentAt, signal, records, isComplete, setAwaited } = refused;
  const { xhr, args, headers, interception } = call;
  const type = unveiled(xhr, 'responseType');
  void isComplete.then(() => claimOwn(records, type));
  const { gate, reverify, challenges, isVerificationApi, replay = 'all', prepareReplay } = interception;
  const [method, url] = args;
  const said = { method: method.toUpperCase(), headers: new Headers(headers.map(([name, value]) => [name, value])) };
  const request = () => new Request(url, said);
  const answerUrl = String(unveiled(xhr, 'responseURL'));
  if (isPrefetch(said.headers) || (await isVerificationApi?.(answerUrl))) return undefined;
  const challenge = await readChallenge(refusalOf(xhr, isComplete), challenges);
  if (!challenge || signal.aborted) return undefined;
  const reason = reasonFor(interception.reason, () => [request(), challenge]);
  const isOwner = await passGate(gate, reverify, { challenge, sentAt, signal, reason, setAwaited });
  const passedAt = gate.epoch;
  const isWanted = typeof replay === 'string' ? replay === 'all' || isOwner : replay(request());
  const mayRepeat = interception.replayRedirected === true || isRepeatable(said);
  if (!isWanted || (!mayRepeat && (await wasRedirected(url, answerUrl, records, type)))) return undefined;
  const again = prepareReplay ? [...(await prepareReplay(request())).headers] : headers;
  // After an event's listeners WebKit goes on with the answer: opened anew by then, the request would get the bytes that
  // came with the head, or lose its time limit.
  await new Promise((resolve) => setTimeout(resolve));
  return sessionChangeSince(gate, passedAt) ? undefined : (body) => sendAgain(xhr, native, again, body);
}

/** Of its upload its caller hears nothing that they have heard before. */
function sendAgain(
  xhr: XMLHttpRequest,
  { setRequestHeader, send, uploads }: RefusedXhr['native'],
  headers: SetHeaders,
  body: unknown,
): void {
  for (const header of headers) setRequestHeader(xhr, header);
  const upload = uploadOf(xhr);
  const isTold = uploads.has(upload);
  uploads.set(upload, true);
  send(xhr, [body]);
  // They have heard of its start, which is told while it is sent; of its end not, if it was refused before.
  if (!isTold) uploads.delete(upload);
}

/** An answer's headers by their names. WebKit never forgets `getAllResponseHeaders()`, not even for the next answer. */
class AnswerHeaders extends Headers {
  constructor(private readonly xhr: XMLHttpRequest) {
    super();
  }

  override get(name: string): string | null {
    const value = methodOf(unveiled(this.xhr, 'getResponseHeader'))(this.xhr, [name]);
    return typeof value === 'string' ? value : null;
  }

  override has(name: string): boolean {
    return this.get(name) !== null;
  }
}

/** An answer's status and headers (only by name: they cannot be listed) as the readers of challenges want them. */
function refusalOf(xhr: XMLHttpRequest, isComplete: Promise<boolean>): Response {
  const stream = new ReadableStream({
    async pull(controller) {
      const body = (await isComplete) ? bodyOf(xhr) : null;
      controller.enqueue(new Uint8Array(await new Response(body).arrayBuffer()));
      controller.close();
    },
  });
  const refusal = new Response(stream, { status: Number(unveiled(xhr, 'status')) });
  return Object.defineProperty(refusal, 'headers', { value: new AnswerHeaders(xhr) });
}

/** The body of a finished answer, whatever form its caller asked for. */
function bodyOf(xhr: XMLHttpRequest): BodyInit {
  const response = unveiled(xhr, 'response');
  if (typeof response === 'string' || isBinary(response)) return response;
  return isDocument(response) ? response.documentElement.textContent : JSON.stringify(response);
}

/** Also of a frame, whose classes are others. */
const isBinary = (value: unknown): value is Blob | ArrayBuffer =>
  /Blob|ArrayBuffer/.test(Object.prototype.toString.call(value));
