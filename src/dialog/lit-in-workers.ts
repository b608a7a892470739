/**
 * Lit's build for browsers needs `HTMLElement` as soon as it is loaded, and a worker has none: not a browser's, and not
 * those that servers are made of. What stands in is taken away again once Lit is loaded, lest anybody takes the worker for a
 * page.
 */
const standsIn = 'WorkerGlobalScope' in globalThis && !('HTMLElement' in globalThis);

if (standsIn) Object.assign(globalThis, { HTMLElement: EventTarget });

/** To be called by whoever imports Lit right after this module. */
export function litIsLoaded(): void {
  if (standsIn) Reflect.deleteProperty(globalThis, 'HTMLElement');
}
