import { methodOf, overrideMethod, overrideSetter } from './property-override.js';
import type { Method } from './property-override.js';

/** Hears the events of a window's XMLHttpRequests and their uploads before their callers do. */
export interface FirstListener {
  /** Listens to a type of event, if it does not yet. */
  readonly watch: (target: EventTarget, type: unknown) => void;
  /** The same for every type. */
  readonly watchAll: (target: EventTarget) => void;
  /** Listens to no further objects. */
  readonly restore: () => void;
}

/**
 * Adds `listener` to an object before its caller's first listener of that type. Where there was one already, engines that
 * go by the standard's order still call ours first, since it captures; Chromium does not.
 */
export function listenFirst(prototype: object, listener: (event: Event) => void): FirstListener {
  const targetPrototype = Reflect.getPrototypeOf(prototype) ?? prototype;
  const addEventListener = nativeMethod<EventTarget>(prototype, 'addEventListener');
  const watch = (target: EventTarget, type: unknown) => void addEventListener(target, [type, listener, true]);
  const types: string[] = [];
  const restorers = [
    overrideMethod<EventTarget>(targetPrototype, 'addEventListener', (inherited) => (target, args) => {
      // Not for `null`: on an upload, any listener makes a request to another origin one with a preflight.
      if (args[1]) watch(target, args[0]);
      return inherited(target, args);
    }),
    ...[prototype, targetPrototype].flatMap((owner) =>
      Object.keys(owner).flatMap((name) => {
        if (!name.startsWith('on')) return [];
        const type = name.slice(2);
        types.push(type);
        return overrideSetter(owner, name, (target, handler) => {
          if (handler) watch(target, type);
        });
      }),
    ),
  ];
  return {
    watch,
    watchAll: (target) => types.forEach((type) => watch(target, type)),
    restore: () => restorers.forEach((restore) => restore()),
  };
}

/** supertokens-website puts a function in the class's place whose objects use the class's. */
export function prototypeOf(constructor: { readonly prototype: object }): object {
  const original: unknown = Reflect.get(constructor, '__original');
  return typeof original === 'function' ? prototypeOf(original) : constructor.prototype;
}

/**
 * zone.js counts every `send` as a task that must end, and a refused one does not: what is sent again is the same task.
 * It keeps what it replaces under these names (`Zone.__symbol__`).
 */
export function nativeMethod<Self>(prototype: object, name: string): Method<Self> {
  const original: unknown = Reflect.get(prototype, `__zone_symbol__${name}`);
  return methodOf(original ?? Reflect.get(prototype, name));
}
