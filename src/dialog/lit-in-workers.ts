/**
 * Lit's build for browsers needs `HTMLElement` as soon as it is loaded, and a worker has none: not a browser's, and not
 * those that servers are made of. What stands in is taken away again once Lit is loaded, lest anybody takes the worker for a
 * page. Node gets another build of Lit, which brings what it needs, and which the application's own elements share.
 */
const isNode = Object.prototype.toString.call(Reflect.get(globalThis, 'process')) === '[object process]';
const isWorker = 'WorkerGlobalScope' in globalThis || !isNode;
const standsIn = isWorker && !('HTMLElement' in globalThis);

if (standsIn) Object.assign(globalThis, { HTMLElement: EventTarget });

/** To be called by whoever imports Lit right after this module. */
export function litIsLoaded(): void {
  if (standsIn) Reflect.deleteProperty(globalThis, 'HTMLElement');
}
