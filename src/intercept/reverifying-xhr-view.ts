import { isJsonObject } from '../protocol/json.js';

/** What a request that was sent and is not yet answered shows of its answer (XHR standard, "network error"). */
const unanswered = {
  status: 0,
  statusText: '',
  responseURL: '',
  responseText: '',
  responseXML: null,
  getResponseHeader: () => null,
  getAllResponseHeaders: () => '',
};

/** Also of a frame, whose classes are others. */
export const isDocument = (value: unknown): value is Document => isJsonObject(value) && value['nodeType'] === 9;

type View = Partial<Record<keyof XMLHttpRequest, unknown>>;

/** What the page itself had put on a request in place of the platform's. */
const own = /* @__PURE__ */ new WeakMap<XMLHttpRequest, Record<string, PropertyDescriptor | undefined>>();

/** Makes a request show something else than what it holds, until `unveil`. */
export function veil(xhr: XMLHttpRequest, view: View): void {
  const before = own.get(xhr) ?? {};
  own.set(xhr, before);
  for (const [name, value] of Object.entries(view)) {
    if (!(name in before)) before[name] = Object.getOwnPropertyDescriptor(xhr, name);
    Object.defineProperty(xhr, name, { value, configurable: true });
  }
}

export function unveil(xhr: XMLHttpRequest): void {
  for (const [name, descriptor] of Object.entries(own.get(xhr) ?? {})) {
    if (descriptor) Object.defineProperty(xhr, name, descriptor);
    else Reflect.deleteProperty(xhr, name);
  }
  own.delete(xhr);
}

/** Makes a request look as if it had no answer yet, or never will have one. */
export function veilAnswer(xhr: XMLHttpRequest, readyState: number): void {
  const response = xhr.responseType && xhr.responseType !== 'text' ? null : '';
  veil(xhr, { ...unanswered, readyState, response });
}

/** The platform's own object: msw shows its callers another. */
export function uploadOf(xhr: XMLHttpRequest): object {
  const upload = unveiled(xhr, 'upload');
  return isJsonObject(upload) ? upload : xhr.upload;
}

/** A property as the platform has it, veiled or not. */
export const unveiled = (xhr: XMLHttpRequest, name: keyof XMLHttpRequest): unknown =>
  Reflect.get(Reflect.getPrototypeOf(xhr) ?? xhr, name, xhr);
