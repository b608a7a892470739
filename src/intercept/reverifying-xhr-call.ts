import { loadRefused } from './challenge-readers.js';
import type { Gate, Reverify } from './gate.js';
import { sendOutermost } from './outermost.js';
import type { Method } from './property-override.js';
import { isRefusal } from './refusal.js';
import type { ReverifyingFetchOptions } from './reverifying-fetch.js';
import { bodyOf, refusalOf } from './reverifying-xhr-answer.js';
import { unveil, unveiled, veil, veilAnswer } from './reverifying-xhr-view.js';

/** What is to be done about the refusals of some origins. */
export interface Interception extends Pick<ReverifyingFetchOptions, 'challenges' | 'prepareReplay' | 'replay'> {
  readonly gate: Gate;
  readonly reverify: Reverify;
  /** Whether a request's address, or its answer's (a redirect may have led elsewhere), is one that counts. */
  readonly covers: (address: URL | string) => boolean;
}

/** The platform's own methods, below whatever wraps them. */
export interface NativeXhr {
  readonly open: Method<XMLHttpRequest>;
  readonly setRequestHeader: Method<XMLHttpRequest>;
  readonly send: Method<XMLHttpRequest>;
  readonly dispatchEvent: Method<XMLHttpRequest>;
}

interface HeldEvent {
  readonly event: Event;
  readonly readyState: unknown;
}

type Headers = readonly (readonly [name: string, value: string])[];

const DONE = 4;
const MAX_CHALLENGES = 2;
const MAX_BYTES = 64 * 1024;

/**
 * One `open()` of an XMLHttpRequest, and what follows until the next. A refusal's events are held until it is known
 * whether it is a challenge; then they are either let go, late but whole, or forgotten, and the request is sent again on
 * the same object, which to its caller looks like an answer that takes its time.
 */
export class RefusableCall {
  /** What the caller set, in order. */
  readonly headers: [name: string, value: string][] = [];
  /** No event of the platform reaches the caller: what it tells of, they have been told before. */
  #isSilent = false;
  #isReplaced = false;
  #body: unknown;
  /** None before it is sent: there is no answer to look at. */
  #challengesLeft = 0;
  #isSent = false;
  #sentAt = 0;
  /** Of the refusal that is being looked at; `undefined` where there is none. */
  #held: HeldEvent[] | undefined;
  #leaving: AbortController | undefined;
  #bodyArrived: (body?: BodyInit) => void = () => undefined;
  /** The refusal was asked of the platform as JSON although its caller wants a document: see `#hold`. */
  #isDocument = false;

  /**
   * @param args of `open()`, the address absolute: a relative one would mean another place after `history.pushState`.
   * @param onHold is called before the first event is held.
   */
  constructor(
    private readonly xhr: XMLHttpRequest,
    private readonly args: readonly [method: string, url: string, ...rest: unknown[]],
    private readonly interception: Interception,
    private readonly native: NativeXhr,
    private readonly onHold: () => void,
    private readonly onReplay: () => void,
  ) {}

  /** @param copyBody is called if the body is going to be sent, which it is once. */
  send(copyBody: () => unknown): void {
    if (this.#isSent) return;
    this.#isSent = true;
    this.#body = copyBody();
    this.#challengesLeft = MAX_CHALLENGES;
    this.#sentAt = this.interception.gate.epoch;
  }

  /** Whether the caller may see this event of the platform's now. */
  admits(event: Event): boolean {
    if (this.#isSilent) return false;
    const readyState = unveiled(this.xhr, 'readyState');
    if (readyState === 2 && event.type === 'readystatechange' && !this.#held) this.#onHeaders();
    if (!this.#held) return true;
    this.#held.push({ event, readyState });
    if (event instanceof ProgressEvent && event.loaded > MAX_BYTES) this.#bodyArrived();
    // Not before the last event: nothing of the refusal may come after the request was sent again.
    if (event.type === 'loadend') this.#bodyArrived(bodyOf(this.xhr));
    return false;
  }

  /** @param abort what aborts below. */
  abort(abort: () => unknown): void {
    const isHeld = this.#held !== undefined;
    this.#forget();
    const isOver = unveiled(this.xhr, 'readyState') === DONE;
    abort();
    // The platform has nothing left to abort, and says nothing; to the caller the request was under way.
    if (isHeld && isOver) this.#endWith('abort');
  }

  /** @param open what opens below, and may throw; then all stays as it was. */
  replace(open: () => unknown): void {
    // Opened again while waiting for its answer, a request does not change its state: no event.
    this.#isSilent = this.#held !== undefined;
    try {
      open();
    } finally {
      this.#isSilent = false;
    }
    this.#isReplaced = true;
    this.#forget();
    this.#restoreType();
  }

  #onHeaders(): void {
    const { xhr } = this;
    if (isRefusal(xhr) && this.interception.covers(xhr.responseURL) && this.#challengesLeft-- > 0) this.#hold();
    else this.#settle();
  }

  #hold(): void {
    const { xhr } = this;
    const held: HeldEvent[] = (this.#held = []);
    this.#leaving = new AbortController();
    this.onHold();
    const body = new Promise<BodyInit | undefined>((resolve) => (this.#bodyArrived = resolve));
    const refusal = refusalOf(xhr, body);
    // Of an answer that is no markup, the platform makes no document, and there would be nothing to read.
    this.#isDocument = xhr.responseType === 'document' && !/[ht]ml/.test(refusal.headers.get('Content-Type') ?? '');
    if (this.#isDocument) xhr.responseType = 'json';
    this.#veilAnswer(1);
    void this.#answer(held, refusal);
  }

  async #answer(held: HeldEvent[], refusal: Response): Promise<void> {
    // Whatever fails, a reader or what the application brought along: the refusal is all there is.
    const headers = await this.#verify(held, refusal).catch(() => undefined);
    // After an event's listeners WebKit goes on with the answer: opened anew by then, the request would get the bytes that
    // came with the head, or lose its time limit.
    if (headers) await new Promise((resolve) => setTimeout(resolve));
    if (this.#held !== held) return;
    if (headers) this.#sendAgain(headers);
    else this.#release();
  }

  /** The headers to send again with; `undefined` where the caller is to get the refusal. */
  async #verify(held: HeldEvent[], refusal: Response): Promise<Headers | undefined> {
    const { gate, reverify, challenges, replay = 'all', prepareReplay } = this.interception;
    const { passGate, readChallenge } = await loadRefused();
    const challenge = await readChallenge(refusal, challenges);
    if (!challenge || this.#held !== held) return undefined;
    const isOwner = await passGate(gate, reverify, { challenge, sentAt: this.#sentAt, signal: this.#leaving?.signal });
    const [method, url] = this.args;
    const request = () => new Request(url, { method, headers: this.headers });
    const isWanted = typeof replay === 'string' ? replay === 'all' || isOwner : replay(request());
    if (!isWanted) return undefined;
    return prepareReplay ? [...(await prepareReplay(request())).headers] : this.headers;
  }

  #sendAgain(headers: Headers): void {
    const { xhr, native } = this;
    this.#held = undefined;
    this.#isSilent = true;
    try {
      sendOutermost(() => native.open(xhr, this.args), xhr);
      unveil(xhr);
      this.#restoreType();
      for (const header of headers) native.setRequestHeader(xhr, header);
      this.onReplay();
      this.#sentAt = this.interception.gate.epoch;
      native.send(xhr, [this.#body]);
      this.#isSilent = false;
    } catch {
      this.#isSilent = false;
      this.#endWith('error');
    }
  }

  /** Lets the caller see what was held, and all that follows. */
  #release(): void {
    const { xhr, native } = this;
    const held = this.#held ?? [];
    this.#settle();
    this.#unveil();
    // A listener may abort the request, or open it anew: then the rest is no longer true.
    for (let next; this.#held === held && (next = held.shift());) {
      if (unveiled(xhr, 'readyState') !== next.readyState) veil(xhr, { readyState: next.readyState });
      native.dispatchEvent(xhr, [copyOf(next.event)]);
      if (this.#held === held) this.#unveil();
    }
    if (this.#held === held) this.#held = undefined;
  }

  /** How the platform tells that there will be no answer (XHR standard, "request error steps"). */
  #endWith(type: string): void {
    this.#veilAnswer(DONE);
    for (const event of [new Event('readystatechange'), new ProgressEvent(type), new ProgressEvent('loadend')]) {
      if (!this.#isReplaced) this.native.dispatchEvent(this.xhr, [event]);
    }
    if (!this.#isReplaced) unveil(this.xhr);
  }

  /** Nobody waits for the answer any more. */
  #forget(): void {
    this.#held = undefined;
    this.#settle();
    this.#leaving?.abort();
    unveil(this.xhr);
  }

  /** The answer, whatever it is, is the caller's. */
  #settle(): void {
    this.#challengesLeft = 0;
    this.#body = undefined;
  }

  #veilAnswer(readyState: number): void {
    if (this.#isDocument) veil(this.xhr, { responseType: 'document' });
    veilAnswer(this.xhr, readyState);
  }

  #unveil(): void {
    unveil(this.xhr);
    if (this.#isDocument) veil(this.xhr, { responseType: 'document', response: null, responseXML: null });
  }

  #restoreType(): void {
    if (this.#isDocument) this.xhr.responseType = 'document';
    this.#isDocument = false;
  }
}

/** The event itself may still be on its way to us. */
const copyOf = (event: Event): Event =>
  event instanceof ProgressEvent ? new ProgressEvent(event.type, event) : new Event(event.type);
