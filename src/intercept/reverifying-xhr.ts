import { listenFirst, nativeMethod, prototypeOf } from './first-listener.js';
import type { Interception } from './interception.js';
import { isBeneath, sendOutermost } from './outermost.js';
import { overrideMethod } from './property-override.js';
import { resolveUrl } from './request-url.js';
import { isProgress, refusableCall } from './reverifying-xhr-call.js';
import type { RefusableCall } from './reverifying-xhr-call.js';
import { isDocument, uploadOf } from './reverifying-xhr-view.js';
import { copyBody } from './snapshot.js';

/**
 * Makes all XMLHttpRequests of a window ask and send again, in place: their class stays what it is, so that constants,
 * subclasses and `instanceof` do, and libraries that hand out objects of their own, before or after, have ours beneath.
 *
 * @param find what to do about the refusals of an address; `undefined` for nothing.
 * @returns takes it back.
 */
export function interceptXhr(
  window: Window & typeof globalThis,
  find: (url: URL) => Interception | undefined,
): () => void {
  const prototype = prototypeOf(window.XMLHttpRequest);
  const calls = new WeakMap<EventTarget, RefusableCall>();
  const uploads = new WeakMap<object, boolean>();
  let isInstalled = true;
  const { watch, watchAll, restore: ignoreOthers } = listenFirst(prototype, onEvent);
  const native = {
    window,
    open: nativeMethod<XMLHttpRequest>(prototype, 'open'),
    setRequestHeader: nativeMethod<XMLHttpRequest>(prototype, 'setRequestHeader'),
    send: nativeMethod<XMLHttpRequest>(prototype, 'send'),
    dispatchEvent: nativeMethod<XMLHttpRequest>(prototype, 'dispatchEvent'),
    watchAll,
    uploads,
  };

  function onEvent(event: Event): void {
    const target = event.isTrusted && event.currentTarget;
    if (!target) return;
    if (calls.get(target)?.admits(event, isInstalled) === false || uploads.get(target)) {
      event.stopImmediatePropagation();
    } else if (isProgress(event) && event.loaded === event.total) uploads.set(target, false);
  }

  /** Remembers a call, if it is one whose refusal counts, and opens it. */
  function openCall(xhr: XMLHttpRequest, args: readonly unknown[], open: () => unknown): void {
    const [method, address, ...rest] = args;
    const isAsynchronous = rest.length === 0 || rest[0];
    const url = isAsynchronous && !isBeneath(xhr) ? resolveUrl(window, address) : undefined;
    const interception = url && find(url);
    if (!interception) {
      open();
      calls.delete(xhr);
      return;
    }
    sendOutermost(open, xhr);
    watch(xhr, 'readystatechange');
    const again = [String(method), url.href, true, ...rest.slice(1)] as const;
    calls.set(xhr, refusableCall(xhr, again, interception, native));
  }

  const restorers = [
    overrideMethod<XMLHttpRequest>(prototype, 'open', (inherited) => (xhr, args) => {
      const open = () => inherited(xhr, args);
      const previous = calls.get(xhr);
      openCall(xhr, args, previous ? () => previous.replace(open) : open);
      // Where nobody has looked at an upload yet, we must not either: from then on Chromium reports its progress.
      if (previous) uploads.delete(uploadOf(xhr));
    }),
    overrideMethod<XMLHttpRequest>(prototype, 'setRequestHeader', (inherited) => (xhr, args) => {
      inherited(xhr, args);
      calls.get(xhr)?.headers.push([String(args[0]), String(args[1])]);
    }),
    overrideMethod<XMLHttpRequest>(prototype, 'send', (inherited) => (xhr, args) => {
      const takeBack = calls.get(xhr)?.send(() => snapshot(args[0]));
      try {
        inherited(xhr, args);
      } catch (error) {
        takeBack?.();
        throw error;
      }
    }),
  ];
  return () => {
    isInstalled = false;
    for (const restore of restorers) restore();
    ignoreOthers();
  };
}

/** The body as it is now, also if its caller changes it later. */
function snapshot(body: unknown): unknown {
  return isDocument(body) ? body.cloneNode(true) : copyBody(body);
}
