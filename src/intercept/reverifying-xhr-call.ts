import { inTime } from './in-time.js';
import type { Interception } from './interception.js';
import { sendOutermost } from './outermost.js';
import { methodOf } from './property-override.js';
import type { Method } from './property-override.js';
import { isRefusal } from './refusal.js';
import type { RefusedXhr, Replay } from './reverifying-xhr-answer.js';
import { unveil, unveiled, veil, veilAnswer } from './reverifying-xhr-view.js';

/** The platform's own methods, below whatever wraps them, and the window that they are of. */
export interface NativeXhr {
  readonly window: Window & typeof globalThis;
  readonly open: Method<XMLHttpRequest>;
  readonly setRequestHeader: Method<XMLHttpRequest>;
  readonly send: Method<XMLHttpRequest>;
  readonly dispatchEvent: Method<XMLHttpRequest>;
}

interface HeldEvent {
  readonly event: Event;
  readonly readyState: unknown;
}

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
  #bodyArrived: (isComplete: boolean) => void = () => undefined;
  /** The refusal was asked of the platform as JSON although its caller wants a document: see `#hold`. */
  #isDocument = false;

  /**
   * @param args of `open()`, the address absolute: a relative one would mean another place after `history.pushState`.
   * @param onHold is called before the first event is held.
   */
  constructor(
    readonly xhr: XMLHttpRequest,
    readonly args: readonly [method: string, url: string, ...rest: unknown[]],
    readonly interception: Interception,
    private readonly native: NativeXhr,
    private readonly onHold: () => void,
    private readonly onReplay: () => void,
  ) {}

  /** @param copyBody is called if the body is going to be sent, which it is once. */
  send(copyBody: () => unknown): void {
    if (this.#isSent) return;
    this.#isSent = true;
    try {
      this.#body = copyBody();
      this.#challengesLeft = MAX_CHALLENGES;
      this.#sentAt = this.interception.gate.epoch;
    } catch {
      // What cannot be copied is sent once; the platform knows what to make of it.
    }
  }

  /** Whether the caller may see this event of the platform's now. */
  admits(event: Event): boolean {
    if (this.#isSilent) return false;
    const readyState = unveiled(this.xhr, 'readyState');
    if (readyState === 2 && event.type === 'readystatechange' && !this.#held) this.#onHeaders();
    if (!this.#held) return true;
    this.#held.push({ event, readyState });
    if (isProgress(event) && event.loaded > MAX_BYTES) this.#bodyArrived(false);
    // Not before the last event: nothing of the refusal may come after the request was sent again.
    if (event.type === 'loadend') this.#bodyArrived(true);
    return false;
  }

  /** Whether there is something that its caller does not see yet: a refusal, or that the request is sent again. */
  get isHeld(): boolean {
    return this.#held !== undefined || this.#isSilent;
  }

  /** Of a refusal that is held. */
  #abort(): void {
    this.#forget();
    const isOver = unveiled(this.xhr, 'readyState') === DONE;
    this.#call('abort', []);
    // The platform has nothing left to abort, and says nothing; to the caller the request was under way.
    if (isOver) this.#endWith('abort');
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

  get window(): NativeXhr['window'] {
    return this.native.window;
  }

  /** A method as it would be without us on the object itself. */
  #call(name: 'open' | 'abort', args: readonly unknown[]): void {
    methodOf<XMLHttpRequest>(unveiled(this.xhr, name))(this.xhr, args);
  }

  #onHeaders(): void {
    const { xhr } = this;
    if (!isRefusal(xhr) || !this.interception.covers(xhr.responseURL) || this.#challengesLeft-- <= 0) {
      this.#settle();
      return;
    }
    try {
      this.#hold();
    } catch {
      // Where a page has made an object's properties its own for good, nothing can be hidden: then nothing is.
      this.#forget();
      this.#restoreType();
    }
  }

  #hold(): void {
    const { xhr } = this;
    const held: HeldEvent[] = (this.#held = []);
    this.#leaving = new AbortController();
    this.onHold();
    const isComplete = new Promise<boolean>((resolve) => (this.#bodyArrived = resolve));
    // Of an answer that is no markup, the platform makes no document, and there would be nothing to read.
    this.#isDocument = xhr.responseType === 'document' && !/[ht]ml/.test(xhr.getResponseHeader('Content-Type') ?? '');
    if (this.#isDocument) xhr.responseType = 'json';
    this.#veilAnswer(1);
    this.#veilMethods();
    const { signal } = this.#leaving;
    const refusedAt = this.window.performance.now();
    void this.#answer(held, { call: this, sentAt: this.#sentAt, refusedAt, isComplete, signal });
  }

  async #answer(held: HeldEvent[], refused: RefusedXhr): Promise<void> {
    let replay: Replay | undefined;
    try {
      const { replayOf } = await inTime(import('./reverifying-xhr-answer.js'));
      replay = await replayOf(refused);
    } catch {
      // Whatever fails, a reader or what the application brought along: the refusal is all there is.
    }
    // After an event's listeners WebKit goes on with the answer: opened anew by then, the request would get the bytes that
    // came with the head, or lose its time limit.
    if (replay) await new Promise((resolve) => setTimeout(resolve));
    if (this.#held !== held) return;
    if (replay && !replay.isVoid()) this.#sendAgain(replay.headers);
    else this.#release();
  }

  #sendAgain(headers: Replay['headers']): void {
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
      native.dispatchEvent(xhr, [copyOf(next.event, this.window)]);
      if (this.#held === held) this.#unveil();
    }
    if (this.#held !== held) return;
    this.#held = undefined;
    this.#unveil();
  }

  /** How the platform tells that there will be no answer (XHR standard, "request error steps"). */
  #endWith(type: string): void {
    const { Event, ProgressEvent } = this.window;
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

  /** On the object, and not by its class: what is held can be left also when nothing is intercepted any more. */
  #veilMethods(): void {
    veil(this.xhr, {
      abort: () => this.#abort(),
      open: (...args: unknown[]) => this.replace(() => this.#call('open', args)),
    });
  }

  #unveil(): void {
    unveil(this.xhr);
    if (this.#held) this.#veilMethods();
    if (this.#isDocument) veil(this.xhr, { responseType: 'document', response: null, responseXML: null });
  }

  #restoreType(): void {
    if (this.#isDocument) this.xhr.responseType = 'document';
    this.#isDocument = false;
  }
}

/** The event itself may still be on its way to us. By its window's classes, of which WebKit's own has no constructor. */
const copyOf = (event: Event, { Event, ProgressEvent }: NativeXhr['window']): Event =>
  isProgress(event) ? new ProgressEvent(event.type, event) : new Event(event.type);

const isProgress = (event: Event): event is ProgressEvent => 'loaded' in event;
