import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';

type Call = Parameters<typeof fetch>;

/** In a browser of the page's own origin, since `same-origin` is one of what is said. */
const address = typeof location === 'undefined' ? 'http://a.test/' : location.href;
const referrerOf = (path: string) => new URL(path, address).href;

/** What a request can say besides its address, method, headers and body: one member, or some that need each other. */
export const members: RequestInit[] = [
  { credentials: 'omit' },
  { credentials: 'include' },
  { credentials: 'same-origin' },
  { mode: 'same-origin' },
  { mode: 'no-cors' },
  { mode: 'cors' },
  { cache: 'no-store' },
  { cache: 'reload' },
  { cache: 'force-cache' },
  { cache: 'only-if-cached', mode: 'same-origin' },
  { redirect: 'manual' },
  { redirect: 'error' },
  { referrer: '' },
  { referrer: 'about:client' },
  { referrer: referrerOf('/another/page?here') },
  { referrerPolicy: 'no-referrer' },
  { referrerPolicy: 'unsafe-url', referrer: referrerOf('/another/page') },
  { integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
  { keepalive: true },
  { priority: 'high' },
  { window: null },
  { duplex: 'half' } as RequestInit,
  { targetAddressSpace: 'loopback' } as RequestInit,
  { next: { revalidate: 60 }, cf: { cacheTtl: 5 } } as RequestInit,
];

/** The ways in which an init says something, alone or over what a `Request` says already. */
export const waysToSay: Record<string, (said: RequestInit, other: RequestInit) => Call> = {
  'an init': (said) => [address, said],
  'a Request': (said) => [new Request(address, said)],
  'a cloned Request': (said) => [new Request(address, said).clone()],
  'a Request with an empty init': (said) => [new Request(address, said), {}],
  'a Request with an init that the platform does not know': (said) => [
    new Request(address, said),
    { retry: 3 } as RequestInit,
  ],
  'a Request with an init that says something else': (said) => [new Request(address, said), { headers: { a: 'b' } }],
  'an init over a Request': (said, other) => [new Request(address, other), said],
  'an init over a Request that says something else': (said, other) => [
    new Request(address, {
      ...other,
      referrer: referrerOf('/first/page'),
      referrerPolicy: 'origin',
      cache: 'no-cache',
    }),
    said,
  ],
};

/**
 * Makes a call that is refused twice by a `fetch` without a network.
 *
 * @returns what the platform makes of the call, and of each that reached that `fetch`.
 */
export async function trySaying(makeCall: () => Call): Promise<{ expected: unknown; sent: unknown[] }> {
  return { expected: describeCall(makeCall()), sent: await lookBelow(makeCall(), describeCall) };
}

/**
 * Makes a call like that one with a signal, which is aborted in the end.
 *
 * @returns the reason that it is aborted with, and that of each request which reached the `fetch` below.
 */
export async function tryAborting(makeCall: (said: RequestInit) => Call): Promise<{ reason: Error; seen: unknown[] }> {
  const controller = new AbortController();
  const call = makeCall({ signal: controller.signal });
  const signals = await lookBelow(call, (below) => new Request(...below).signal);
  const reason = new Error('changed my mind');
  controller.abort(reason);
  return { reason, seen: signals.map((signal) => signal.reason as unknown) };
}

/** Makes a call that is refused twice by a `fetch` without a network, and looks at what reaches that. */
async function lookBelow<Seen>(call: Call, look: (call: Call) => Seen): Promise<Seen[]> {
  const seen: Seen[] = [];
  const below: typeof fetch = (...call) => {
    seen.push(look(call));
    return Promise.resolve(seen.length < 3 ? refusal() : new Response());
  };
  await createReverifyingFetch({ fetch: below, reverify: () => Promise.resolve() }, neverAsked)(...call);
  return seen;
}

const neverAsked = () => Promise.reject(new Error('the page has no dialog'));

const refusal = () =>
  Response.json({ clerk_error: { type: 'forbidden', reason: 'reverification-error' } }, { status: 403 });

/** Names that are no state of a request, or that reading consumes. */
const unread = ['body', 'bodyUsed', 'signal', 'headers', 'constructor'];

function describeCall(call: Call): Record<string, unknown> {
  const request = new Request(...call);
  const description: Record<string, unknown> = { headers: [...request.headers], unknown: unknownIn(call[1]) };
  for (const name in Request.prototype) {
    const value: unknown = unread.includes(name) ? undefined : Reflect.get(request, name);
    if (typeof value !== 'function') description[name] = value;
  }
  return description;
}

/** What only the fetch below understands, or what no `Request` shows. */
function unknownIn(init: RequestInit = {}): unknown[] {
  return ['next', 'cf', 'retry', 'priority'].map((name) => Reflect.get(init, name) as unknown);
}
