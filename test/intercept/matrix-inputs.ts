type Call = Parameters<typeof fetch>;

/** A way to hand a request to `fetch`. */
export interface InputKind {
  name: string;
  call: (url: string, init: RequestInit) => Call;
}

const withHeader = (init: RequestInit, value: string): RequestInit => ({
  ...init,
  headers: { ...(init.headers as Record<string, string>), 'X-Test': value },
});

/** The ways that are tried with every kind of body and every outcome. */
export const inputs: InputKind[] = [
  { name: 'an address and init', call: (url, init) => [url, init] },
  { name: 'a URL and init', call: (url, init) => [new URL(url), init] },
  { name: 'a Request', call: (url, init) => [new Request(url, init)] },
  {
    name: 'a Request and an init that overrides',
    // Without the key, what changes something would not be sent again from behind a redirect.
    call: (url, init) => [
      new Request(url, init),
      { headers: { 'X-Test': 'overridden', 'Idempotency-Key': 'another' }, cache: 'reload' },
    ],
  },
  { name: 'a cloned Request', call: (url, init) => [new Request(url, init).clone()] },
];

/** Variants of those ways. */
export const furtherInputs: InputKind[] = [
  { name: 'a Request and an empty init', call: (url, init) => [new Request(url, init), {}] },
  {
    name: 'a Request and an init that only says undefined',
    call: (url, init) => [new Request(url, init), { headers: undefined, signal: undefined } as unknown as RequestInit],
  },
  {
    name: 'a Request and an init that the platform does not know',
    call: (url, init) => [new Request(url, init), { next: { revalidate: 60 } } as RequestInit],
  },
  {
    name: 'a Request whose method is overridden',
    call: (url, init) => [new Request(url, init), { method: init.body ? 'PUT' : 'DELETE' }],
  },
  {
    name: 'a Request whose body is overridden',
    call: (url, init) => [
      new Request(url, { ...withHeader(init, 'of the Request'), method: 'POST', body: 'old' }),
      init,
    ],
  },
  {
    name: 'a Request whose body alone is overridden',
    call: (url, { body, ...init }) => [
      new Request(url, { ...init, method: 'POST', body: 'old' }),
      { body, duplex: 'half' } as RequestInit,
    ],
  },
  { name: 'a Request that was cloned before', call: (url, init) => [cloneAndKeep(new Request(url, init))] },
  { name: 'a Request of a Request', call: (url, init) => [new Request(new Request(url, init))] },
  { name: 'an address and a Request as init', call: (url, init) => [url, new Request('http://elsewhere.test/', init)] },
];

function cloneAndKeep(request: Request): Request {
  void request.clone();
  return request;
}
