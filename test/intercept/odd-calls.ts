/** A `fetch`, called as JavaScript lets it be. */
export type AnyFetch = (...call: unknown[]) => unknown;

/** What a call came to, comparable between two kinds of `fetch`. */
export interface Outcome {
  readonly kind: 'threw' | 'rejected' | 'resolved' | 'returned';
  readonly value: unknown;
}

export async function outcomeOf(call: () => unknown): Promise<Outcome> {
  let returned: unknown;
  try {
    returned = call();
  } catch (error) {
    return { kind: 'threw', value: described(error) };
  }
  if (!(returned instanceof Promise)) return { kind: 'returned', value: returned };
  try {
    return { kind: 'resolved', value: await summaryOf((await returned) as Response) };
  } catch (error) {
    return { kind: 'rejected', value: described(error) };
  }
}

/** Firefox quotes the code of the call: `can't convert call[0] to string`. */
const QUOTED_CODE = /(?<=can't convert ).*(?= to string)/;

const described = (error: unknown): unknown =>
  error instanceof Error || error instanceof DOMException
    ? [error.constructor.name, error.name, error.message.replace(QUOTED_CODE, '')]
    : ['no error', error];

async function summaryOf(response: Response): Promise<unknown> {
  const { status, type, redirected } = response;
  const text = await response.text().catch(described);
  // The echo says when and under which name it was asked.
  return { status, type, redirected, length: String(text).length };
}

const throwing = (message: string) => () => {
  throw new RangeError(message);
};

const withGetter = (name: string): object =>
  Object.defineProperty({}, name, { enumerable: true, get: throwing(`getter of ${name}`) });

const stream = () => new ReadableStream({ start: (controller) => controller.close() });

function locked(): ReadableStream {
  const body = stream();
  body.getReader();
  return body;
}

async function used(url: string): Promise<Request> {
  const request = new Request(url, { method: 'POST', body: 'used' });
  await request.text();
  return request;
}

const MEMBERS = [
  'method',
  'headers',
  'body',
  'signal',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'referrer',
  'integrity',
];

const WRONG_INITS: Record<string, unknown> = {
  'a string': 'init',
  'a number': 5,
  'a function': () => undefined,
  'a body with GET': { body: 'x' },
  'a body with HEAD': { method: 'HEAD', body: 'x' },
  'a forbidden method': { method: 'CONNECT' },
  'a method that is no token': { method: 'bad method' },
  'a symbol as method': { method: Symbol('method') },
  'a bad header name': { headers: { 'bad name': 'x' } },
  'a bad header value': { headers: { name: 'line\nbreak' } },
  'a header value beyond Latin-1': { headers: { name: '✓' } },
  'a number as headers': { headers: 5 },
  'a string as headers': { headers: 'name: value' },
  'a header without a value': { headers: [['name']] },
  'a symbol as a header value': { headers: { name: Symbol('value') } },
  'a symbol as body': { method: 'POST', body: Symbol('body') },
  'an object as signal': { signal: {} },
  'an object that says that it is aborted': { signal: { aborted: true } },
  'a string as signal': { signal: 'abort' },
  'an unknown mode': { mode: 'unknown' },
  'the mode navigate': { mode: 'navigate' },
  'an unknown credentials mode': { credentials: 'unknown' },
  'an unknown cache mode': { cache: 'unknown' },
  'only-if-cached across origins': { cache: 'only-if-cached', mode: 'cors' },
  'an unknown redirect mode': { redirect: 'unknown' },
  'an unknown referrer policy': { referrerPolicy: 'unknown' },
  'a referrer that is no address': { referrer: 'http://' },
  'an integrity that does not match': { integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
  'a window': { window: {} },
  'an unknown duplex': { method: 'POST', body: 'x', duplex: 'full' },
};

/** Calls that are wrong, or odd and right. */
export const oddCalls: Record<string, (fetch: AnyFetch, url: string) => unknown> = {
  'nothing at all': (fetch) => fetch(),
  'undefined as address': (fetch) => fetch(undefined, { cache: 'unknown' }),
  'null as init': (fetch, url) => fetch(url, null),
  'a symbol as address': (fetch) => fetch(Symbol('address')),
  'an address that is none': (fetch) => fetch('http://'),
  'an address whose text cannot be made': (fetch) => fetch({ toString: throwing('toString') }),
  'an object with a text as address': (fetch, url) => fetch({ toString: () => url }),
  'an object without prototype as address': (fetch) => fetch(Object.create(null)),
  'an address with a password': (fetch, url) => fetch(url.replace('//', '//user:password@')),
  'a scheme that nobody knows': (fetch) => fetch('unknown:address'),
  'the address of data': (fetch) => fetch('data:text/plain,text'),
  'the address of a Blob that is gone': (fetch) => fetch('blob:http://localhost/00000000-0000-4000-8000-000000000000'),
  'a Request that was used': async (fetch, url) => fetch(await used(url)),
  'a Request that was used, with an init': async (fetch, url) => fetch(await used(url), { method: 'POST' }),
  'a Request that was used, with a new body': async (fetch, url) =>
    fetch(await used(url), { method: 'POST', body: 'new' }),
  'a Request and a wrong init': (fetch, url) => fetch(new Request(url), { method: 'bad method' }),
  'a Request as init': (fetch, url) => fetch(url, new Request(url, { method: 'PUT', headers: { name: 'value' } })),
  'an array as input': (fetch, url) => fetch([url]),
  'a locked stream': (fetch, url) => fetch(url, { method: 'POST', body: locked(), duplex: 'half' }),
  'a stream without duplex': (fetch, url) => fetch(url, { method: 'POST', body: stream() }),
  'a stream with keepalive': (fetch, url) =>
    fetch(url, { method: 'POST', body: stream(), duplex: 'half', keepalive: true }),
  'members that are inherited': (fetch, url) => fetch(url, Object.create({ method: 'bad method' })),
  ...Object.fromEntries(
    Object.entries(WRONG_INITS).map(([name, init]) => [name, (fetch: AnyFetch, url: string) => fetch(url, init)]),
  ),
  ...Object.fromEntries(
    MEMBERS.map((name) => [
      `a getter of ${name} that throws`,
      (fetch: AnyFetch, url: string) => fetch(url, withGetter(name)),
    ]),
  ),
};

/** What a caller may abort with. */
export const abortReasons: Record<string, unknown> = {
  'its own': undefined,
  'a text': 'a text',
  null: null,
  false: false,
  'an error': new RangeError('of the caller'),
  'an object': { code: 7 },
  'a timeout': new DOMException('too late', 'TimeoutError'),
};
