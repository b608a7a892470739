import { loadRefused } from './challenge-readers.js';
import { awaiting } from './gate.js';
import type { Interception } from './interception.js';
import { sendOutermost } from './outermost.js';
import { methodOf } from './property-override.js';
import type { Method } from './property-override.js';
import { isRefusal } from './refusal.js';
import type { RefusedXhr, SendBody } from './reverifying-xhr-answer.js';
import { unveil, unveiled, veil, veilAnswer } from './reverifying-xhr-view.js';
import type { Recorded } from './was-redirected.js';

/** The platform's own methods, below whatever wraps them, the window that they are of, and its events. */
export interface NativeXhr {
  readonly window: Window & typeof globalThis;
  readonly open: Method<XMLHttpRequest>;
  readonly setRequestHeader: Method<XMLHttpRequest>;
  readonly send: Method<XMLHttpRequest>;
  readonly dispatchEvent: Method<XMLHttpRequest>;
  /** Has all its events come to us before its caller gets them. */
  readonly watchAll: (xhr: XMLHttpRequest) => void;
  /** Of uploads whose caller was told that all is uploaded: whether they are to hear no more of them. */
  readonly uploads: WeakMap<object, boolean>;
}

interface HeldEvent {
  readonly event: Event;
  readonly readyState: unknown;
}

const DONE = 4;

/** One `open()` of an XMLHttpRequest, and what follows until the next. */
export interface RefusableCall {
  readonly xhr: XMLHttpRequest;
  /** Of `open()`. */
  readonly args: OpenArguments;
  /** What the caller set, in order. */
  readonly headers: [name: string, value: string][];
  readonly interception: Interception;
  /**
   * @param copyBody is called if the body is going to be sent, which it is once.
   * @returns what to call if it was not sent after all.
   */
  send(copyBody: () => unknown): (() => void) | undefined;
  /**
   * Whether the caller may see this event of the platform's now.
   *
   * @param isOurs whether this is sure to be the request that was opened: not when nothing is intercepted any more. Then
   *   only what its caller does not see yet is kept, a refusal, or that the request is sent again.
   */
  admits(event: Event, isOurs: boolean): boolean;
  /** @param open what opens below, and may throw; then all stays as it was. */
  replace(open: () => unknown): void;
}

type OpenArguments = readonly [method: string, url: string, ...rest: unknown[]];

/**
 * A refusal's events are held until it is known whether it is a challenge; then they are either let go, late but whole, or
 * forgotten, and the request is sent again on the same object, which to its caller looks like an answer that takes its time.
 *
 * A function, and not a class: its private members would add 120 bytes to every page.
 *
 * @param args of `open()`, the address absolute: a relative one would mean another place after `history.pushState`.
 */
export function refusableCall(
  xhr: XMLHttpRequest,
  args: OpenArguments,
  interception: Interception,
  native: NativeXhr,
): RefusableCall {
  const { window } = native;
  /** No event of the platform reaches the caller: what it tells of, they have been told before. */
  let isSilent = false;
  let isReplaced = false;
  let body: unknown;
  /** None before it is sent: there is no answer to look at. */
  let challengesLeft = 0;
  /** The gate's epoch then; negative before. */
  let sentAt = -1;
  const count = awaiting(interception.gate);
  /** Of the refusal that is being looked at; `undefined` where there is none. */
  let held: HeldEvent[] | undefined;
  let leaving: AbortController | undefined;
  let onHeld: (event: Partial<ProgressEvent>) => void = () => undefined;
  /** The refusal was asked of the platform as JSON although its caller wants a document: see `hold`. */
  let isDocument = false;

  const call: RefusableCall = {
    xhr,
    args,
    headers: [],
    interception,

    send(copyBody) {
      if (sentAt >= 0) return undefined;
      sentAt = interception.gate.epoch;
      try {
        body = copyBody();
        challengesLeft = 2;
        setAwaited(true);
      } catch {
        // What cannot be copied is sent once; the platform knows what to make of it.
      }
      return settle;
    },

    admits(event, isOurs) {
      if (isSilent) return false;
      const readyState = unveiled(xhr, 'readyState');
      if (!held) {
        if (!isOurs || readyState === DONE) settle();
        else if (readyState === 2 && event.type === 'readystatechange') onHeaders();
      }
      if (!held) return true;
      held.push({ event, readyState });
      onHeld(event);
      return false;
    },

    replace(open) {
      // Opened again while waiting for its answer, a request does not change its state: no event.
      isSilent = held !== undefined;
      try {
        open();
      } finally {
        isSilent = false;
      }
      isReplaced = true;
      forget();
      restoreType();
    },
  };

  /** No event tells how a request ended whose window went. */
  function setAwaited(isAwaited: boolean): void {
    count(isAwaited);
    if (isAwaited) window.addEventListener('pagehide', leave);
    else window.removeEventListener('pagehide', leave);
  }

  function leave(): void {
    setAwaited(false);
  }

  /** Of a refusal that is held. */
  function abort(): void {
    forget();
    const isOver = unveiled(xhr, 'readyState') === DONE;
    callMethod('abort', []);
    // The platform has nothing left to abort, and says nothing; to the caller the request was under way.
    if (isOver) endWith('abort');
  }

  /** A method as it would be without us on the object itself. */
  function callMethod(name: 'open' | 'abort', args: readonly unknown[]): void {
    methodOf<XMLHttpRequest>(unveiled(xhr, name))(xhr, args);
  }

  function onHeaders(): void {
    try {
      if (isRefusal(xhr) && interception.covers(xhr.responseURL) && challengesLeft-- > 0) hold();
      else settle();
    } catch {
      // Where a page has made an object's properties its own for good, nothing can be hidden: then nothing is.
      forget();
      restoreType();
    }
  }

  function hold(): void {
    const events: HeldEvent[] = (held = []);
    leaving = new AbortController();
    native.watchAll(xhr);
    const records: Recorded[] = [];
    const recorder = new window.PerformanceObserver((list) => records.push(list));
    recorder.observe({ type: 'resource' });
    const isComplete = new Promise<boolean>((resolve) => {
      onHeld = ({ type, loaded = 0 }) => {
        // No challenge is longer: not named, since a name would cost every page some bytes.
        if (loaded > 2 ** 16) resolve(false);
        // Not before the last event: nothing of the refusal may come after the request was sent again.
        if (type !== 'loadend') return;
        // Of a body that is too long, too: it is the turn of its request's record.
        records.push(recorder.takeRecords());
        resolve(true);
      };
    });
    // Of an answer that is no markup, the platform makes no document, and there would be nothing to read.
    isDocument = xhr.responseType === 'document' && !/[ht]ml/.test(xhr.getResponseHeader('Content-Type') ?? '');
    if (isDocument) xhr.responseType = 'json';
    veilAsWaiting(1);
    veilMethods();
    const { signal } = leaving;
    void answer(events, { call, native, sentAt, records, isComplete, setAwaited, signal }).then(() =>
      recorder.disconnect(),
    );
  }

  async function answer(events: HeldEvent[], refused: RefusedXhr): Promise<void> {
    let sendBody: SendBody | undefined;
    try {
      const { replayOf } = await loadRefused();
      sendBody = await replayOf(refused);
    } catch {
      // Whatever fails, a reader or what the application brought along: the refusal is all there is.
    }
    setAwaited(false);
    // A frame that was removed has no classes of events any more, and nobody to tell.
    if (held !== events || window.closed) return;
    if (sendBody) sendAgain(sendBody);
    else release(events);
  }

  function sendAgain(sendBody: SendBody): void {
    held = undefined;
    isSilent = true;
    try {
      sendOutermost(() => native.open(xhr, args), xhr);
      unveil(xhr);
      restoreType();
      sentAt = interception.gate.epoch;
      setAwaited(true);
      sendBody(body);
    } catch {
      endWith('error');
    }
    isSilent = false;
  }

  /** Lets the caller see what was held, and all that follows. */
  function release(events: HeldEvent[]): void {
    settle();
    unveilAnswer();
    // A listener may abort the request, or open it anew: then the rest is no longer true.
    for (let next; held === events && (next = events.shift());) {
      if (unveiled(xhr, 'readyState') !== next.readyState) veil(xhr, { readyState: next.readyState });
      native.dispatchEvent(xhr, [copyOf(next.event, window)]);
      if (held === events) unveilAnswer();
    }
    if (held !== events) return;
    held = undefined;
    unveilAnswer();
  }

  /** How the platform tells that there will be no answer (XHR standard, "request error steps"). */
  function endWith(type: string): void {
    const { Event, ProgressEvent } = window;
    settle();
    veilAsWaiting(DONE);
    for (const event of [new Event('readystatechange'), new ProgressEvent(type), new ProgressEvent('loadend')]) {
      if (!isReplaced) native.dispatchEvent(xhr, [event]);
    }
    if (!isReplaced) unveil(xhr);
  }

  /** Nobody waits for the answer any more. */
  function forget(): void {
    held = undefined;
    settle();
    leaving?.abort();
    unveil(xhr);
  }

  /** The answer, whatever it is, is the caller's. */
  function settle(): void {
    challengesLeft = 0;
    body = undefined;
    setAwaited(false);
  }

  function veilAsWaiting(readyState: number): void {
    if (isDocument) veil(xhr, { responseType: 'document' });
    veilAnswer(xhr, readyState);
  }

  /** On the object, and not by its class: what is held can be left also when nothing is intercepted any more. */
  function veilMethods(): void {
    veil(xhr, {
      abort,
      open: (...args: unknown[]) => call.replace(() => callMethod('open', args)),
    });
  }

  function unveilAnswer(): void {
    unveil(xhr);
    if (held) veilMethods();
    if (isDocument) veil(xhr, { responseType: 'document', response: null, responseXML: null });
  }

  function restoreType(): void {
    if (isDocument) xhr.responseType = 'document';
    isDocument = false;
  }

  return call;
}

/** The event itself may still be on its way to us. By its window's classes, of which WebKit's own has no constructor. */
const copyOf = (event: Event, { Event, ProgressEvent }: NativeXhr['window']): Event =>
  isProgress(event) ? new ProgressEvent(event.type, event) : new Event(event.type);

export const isProgress = (event: Event): event is ProgressEvent => 'loaded' in event;
