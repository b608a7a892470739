import { isBeneath, sendOutermost } from './outermost.js';
import { methodOf, overrideMethod, overrideSetter } from './property-override.js';
import type { Method } from './property-override.js';
import { resolveUrl } from './request-url.js';
import { RefusableCall } from './reverifying-xhr-call.js';
import type { Interception } from './interception.js';
import { copyBody } from './snapshot.js';

const events = ['readystatechange', 'loadstart', 'progress', 'load', 'loadend', 'error', 'abort', 'timeout'];

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
  const targetPrototype = Reflect.getPrototypeOf(prototype) ?? prototype;
  const calls = new WeakMap<EventTarget, RefusableCall>();
  const silentUploads = new WeakSet<EventTarget>();
  let isInstalled = true;
  const addEventListener = nativeMethod<EventTarget>(prototype, 'addEventListener');
  const native = {
    open: nativeMethod<XMLHttpRequest>(prototype, 'open'),
    setRequestHeader: nativeMethod<XMLHttpRequest>(prototype, 'setRequestHeader'),
    send: nativeMethod<XMLHttpRequest>(prototype, 'send'),
    dispatchEvent: nativeMethod<XMLHttpRequest>(prototype, 'dispatchEvent'),
  };

  function onEvent(event: Event): void {
    const { currentTarget } = event;
    if (!currentTarget || !event.isTrusted) return;
    const call = calls.get(currentTarget);
    // Taken back, we know no longer whether this is still the request that was opened.
    const isKept = call && (isInstalled || call.isHeld) ? !call.admits(event) : false;
    if (isKept || silentUploads.has(currentTarget)) event.stopImmediatePropagation();
  }

  /**
   * Ours is the first listener: before the caller's first of that type, and, as it captures, also before all that do not
   * and were there already. Adding it again does nothing.
   */
  const watch = (target: EventTarget, type: unknown) => addEventListener(target, [type, onEvent, true]);

  /** Remembers a call, if it is one whose refusal counts, and opens it. */
  function openCall(xhr: XMLHttpRequest, args: readonly unknown[], open: () => unknown): void {
    const [method, address, ...rest] = args;
    const isSynchronous = rest.length > 0 && !rest[0];
    const url = isSynchronous || isBeneath(xhr) ? undefined : resolveUrl(window, address);
    const interception = url && find(url);
    if (!interception) {
      open();
      calls.delete(xhr);
      return;
    }
    sendOutermost(open, xhr);
    watch(xhr, 'readystatechange');
    const again = [String(method), url.href, true, ...rest.slice(1)] as const;
    const onHold = () => events.forEach((type) => watch(xhr, type));
    const onReplay = () => {
      silentUploads.add(xhr.upload);
      // Its listeners may be older than we are. To another origin, one of ours could make a preflight of it.
      if (url.origin === window.origin) events.forEach((type) => watch(xhr.upload, type));
    };
    calls.set(xhr, new RefusableCall(xhr, again, interception, native, onHold, onReplay));
  }

  const restorers = [
    overrideMethod<EventTarget>(targetPrototype, 'addEventListener', (inherited) => (target, args) => {
      // Not for `null`: on an upload, any listener makes a request to another origin one with a preflight.
      if (args[1]) watch(target, args[0]);
      return inherited(target, args);
    }),
    ...[prototype, targetPrototype].flatMap((owner) =>
      Object.keys(owner)
        .filter((name) => name.startsWith('on'))
        .map((name) =>
          overrideSetter(owner, name, (target, handler) => {
            if (handler) watch(target, name.slice(2));
          }),
        ),
    ),
    overrideMethod<XMLHttpRequest>(prototype, 'open', (inherited) => (xhr, args) => {
      const open = () => inherited(xhr, args);
      const previous = calls.get(xhr);
      openCall(xhr, args, previous ? () => previous.replace(open) : open);
      silentUploads.delete(xhr.upload);
    }),
    overrideMethod<XMLHttpRequest>(prototype, 'setRequestHeader', (inherited) => (xhr, args) => {
      inherited(xhr, args);
      calls.get(xhr)?.headers.push([String(args[0]), String(args[1])]);
    }),
    overrideMethod<XMLHttpRequest>(prototype, 'send', (inherited) => (xhr, args) => {
      calls.get(xhr)?.send(() => snapshot(args[0]));
      inherited(xhr, args);
    }),
  ];
  return () => {
    isInstalled = false;
    restorers.reverse().forEach((restore) => restore());
  };
}

/** supertokens-website puts a function in the class's place whose objects use the class's. */
function prototypeOf(constructor: { readonly prototype: object }): object {
  const original: unknown = Reflect.get(constructor, '__original');
  return typeof original === 'function' ? prototypeOf(original) : constructor.prototype;
}

/**
 * zone.js counts every `send` as a task that must end, and a refused one does not: what is sent again is the same task.
 * It keeps what it replaces under these names (`Zone.__symbol__`).
 */
function nativeMethod<Self>(prototype: object, name: string): Method<Self> {
  const original: unknown = Reflect.get(prototype, `__zone_symbol__${name}`);
  return methodOf(original ?? Reflect.get(prototype, name));
}

/** The body as it is now, also if its caller changes it later. */
function snapshot(body: unknown): unknown {
  if (body instanceof Document) return body.cloneNode(true);
  return copyBody(body);
}
