/**
 * Lit's build for browsers needs a DOM as soon as it is loaded, and a worker has none: not a browser's, and not those that
 * servers are made of. What stands in is taken away again once Lit is loaded, lest anybody takes the worker for a page.
 */
const standIn =
  'WorkerGlobalScope' in globalThis && !('HTMLElement' in globalThis)
    ? { HTMLElement: EventTarget, document: { createTreeWalker: () => undefined } }
    : {};

Object.assign(globalThis, standIn);

/** To be called by whoever imports Lit right after this module. */
export function litIsLoaded(): void {
  for (const name in standIn) Reflect.deleteProperty(globalThis, name);
}
