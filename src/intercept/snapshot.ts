/**
 * The members of `init` as they are now, also those that we do not know (`next`, `cf`, `dispatcher`). Mutable bodies and
 * headers are copied, since `fetch` too reads them at the call; Blobs, and the files in a form, are not.
 */
export function copyInit(init: RequestInit): RequestInit {
  const copy: RequestInit = { ...init };
  // `fetch` reads inherited members too: of a `Request` handed in as init all are.
  for (const name in Object.getPrototypeOf(init)) Reflect.set(copy, name, Reflect.get(init, name));
  if (copy.headers) copy.headers = copyHeaders(copy.headers);
  if (typeof copy.body === 'object' && copy.body) copy.body = copyBody(copy.body);
  return copy;
}

// A plain object stays one: stubs and wrappers below may look into it.
const copyHeaders = (headers: HeadersInit): HeadersInit =>
  Symbol.iterator in headers ? new Headers(headers) : { ...headers };

/** A body as it is now: what is not mutable, or no body, comes back as it is. */
export function copyBody<Body>(body: Body): Body | FormData | URLSearchParams | ArrayBuffer | Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  try {
    if (isOf('FormData', body)) return copyForm(body);
    if (isOf('URLSearchParams', body)) return new URLSearchParams(URLSearchParams.prototype.toString.call(body));
    if (isOf('ArrayBuffer', body)) return ArrayBuffer.prototype.slice.call(body, 0);
  } catch {
    // Not the platform's, whose methods it cannot be given: whoever sends it knows what to make of it.
  }
  return body;
}

interface Mutable {
  FormData: FormData;
  URLSearchParams: URLSearchParams;
  ArrayBuffer: ArrayBuffer;
}

/** By the name and not the class: a frame's objects are of other classes than the page's. */
const isOf = <Name extends keyof Mutable>(name: Name, body: unknown): body is Mutable[Name] =>
  Object.prototype.toString.call(body) === `[object ${name}]`;

function copyForm(form: FormData): FormData {
  const copy = new FormData();
  FormData.prototype.forEach.call(form, (value, name) => copy.append(name, value));
  return copy;
}

/** Looked up once: for what is not there, that takes longer than all else that is done for an address. */
export const isPage = typeof document !== 'undefined';

/** The address that `fetch` makes of `input` now. A relative one would mean another place after `history.pushState`. */
export function copyUrl(input: string | URL): string {
  const url = String(input);
  const isFixed = !isPage || url.startsWith('/') || /^[\w+.-]+:/.test(url);
  return isFixed ? url : new URL(url, document.baseURI).href;
}
