import assert from 'node:assert/strict';
import { RefusingApi, alwaysVerified } from '../intercept/refusing-api.js';
import type { Received } from '../intercept/refusing-api.js';
import { built } from './built.js';
import { test } from './suite.js';

const origin = process.env['API_ORIGIN'] ?? '';
const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);
const file = new File([bytes, 'and text'], 'ünïcode.bin', { type: 'application/x-test' });

function form(): FormData {
  const data = new FormData();
  data.append('name', 'value');
  data.append('name', 'another');
  data.append('file', file);
  return data;
}

function stream(): ReadableStream<Uint8Array> {
  const parts = [bytes.slice(), new TextEncoder().encode('zwei ✓')];
  return new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part) controller.enqueue(part);
      else controller.close();
    },
  });
}

const bodies: Record<string, () => BodyInit | null> = {
  'no body': () => null,
  'an empty string': () => '',
  'a string': () => 'text with ümlauts',
  'a Blob': () => new Blob([bytes], { type: 'image/x-test' }),
  'a File': () => file,
  'an ArrayBuffer': () => bytes.slice().buffer,
  'a typed array': () => new Uint8Array([9, ...bytes, 9]).subarray(1, 7),
  'a DataView': () => new DataView(bytes.slice().buffer, 1, 4),
  URLSearchParams: () => new URLSearchParams({ a: '1', b: 'zwei & drei' }),
  FormData: form,
  'a stream': stream,
};

type Call = (url: string, init: RequestInit) => Parameters<typeof fetch>;

const inputs: Record<string, Call> = {
  'an address and init': (url, init) => [url, init],
  'a URL': (url, init) => [new URL(url), init],
  'a Request': (url, init) => [new Request(url, init)],
  'a Request and init': (url, init) => [new Request(url, { ...init, method: 'PUT' }), { method: 'PATCH' }],
  'a Request whose body init replaces': (url, init) => [
    new Request(url, { ...init, method: 'POST', body: 'replaced' }),
    init,
  ],
  'a cloned Request': (url, init) => [new Request(url, init).clone()],
};

/** What must be the same each time; a form's boundary must not. */
const essence = ({ method, headers, body }: Received) => {
  const { host, 'content-type': type, ...others } = headers;
  assert(host);
  return { method, type: type?.replace(/boundary=.*/, ''), others, body: body?.sha256, own: body?.hasOwnBoundary };
};

for (const [inputName, input] of Object.entries(inputs)) {
  for (const [bodyName, body] of Object.entries(bodies)) {
    test(`${bodyName} in ${inputName} is sent again as it was`, async () => {
      const init = (): RequestInit => ({
        method: 'POST',
        headers: { 'X-Test': 'header', 'Idempotency-Key': 'once' },
        body: body(),
        ...(bodyName === 'a stream' && { duplex: 'half' }),
      });
      const bare = new RefusingApi(origin);
      await (await fetch(...input(bare.refusing(0), init()))).text();
      const api = new RefusingApi(origin);
      const reverifyingFetch = built.createReverifyingFetch({ reverify: alwaysVerified });
      const response = await reverifyingFetch(...input(api.refusing(2), init()));
      assert.equal(response.status, 200);
      const [expected] = await bare.received();
      const sent = await api.received();
      assert(expected);
      assert.equal(sent.length, 3);
      for (const request of sent) assert.deepEqual(essence(request), essence(expected));
    });
  }
}

test('an async iterable is sent as it is by fetch, refused or not', async () => {
  async function* chunks() {
    yield bytes;
    yield new TextEncoder().encode('text');
  }
  const streaming = () => ({ method: 'POST', body: chunks(), duplex: 'half' }) as unknown as RequestInit;
  const bare = new RefusingApi(origin);
  await (await fetch(bare.refusing(0), streaming())).text();
  const api = new RefusingApi(origin);
  const response = await built.createReverifyingFetch({ reverify: alwaysVerified })(api.refusing(), streaming());
  assert.equal(response.status, 200);
  const [expected] = await bare.received();
  for (const { body } of await api.received()) assert.equal(body?.sha256, expected?.body?.sha256);
});

test('a body that its caller changes after the call is sent again as it was', async () => {
  const api = new RefusingApi(origin);
  const [buffer, data, headers] = [bytes.slice(), form(), new Headers({ 'X-Test': 'before' })];
  const reverifyingFetch = built.createReverifyingFetch({ reverify: alwaysVerified });
  const sending = [buffer, data].map((body) => reverifyingFetch(api.refusing(2), { method: 'POST', body, headers }));
  buffer.fill(7);
  data.append('late', 'value');
  headers.set('X-Test', 'after');
  for (const { status } of await Promise.all(sending)) assert.equal(status, 200);
  const sent = await api.received();
  assert.equal(new Set(sent.map(({ body }) => body?.sha256)).size, 2);
  assert(sent.every((request) => request.headers['x-test'] === 'before'));
});

const streaming = (): RequestInit => ({ method: 'POST', body: stream(), ...{ duplex: 'half' } });

test('a stream beyond maxReplayBytes is not sent again', async () => {
  const api = new RefusingApi(origin);
  const reverifyingFetch = built.createReverifyingFetch({ reverify: alwaysVerified, maxReplayBytes: 8 });
  await assert.rejects(reverifyingFetch(api.refusing(), streaming()), built.isRequestNotReplayableError);
  assert.equal((await api.received()).length, 1);
});

test('nor is one in a Request, where it can be told from other bodies; elsewhere it is cloned', async () => {
  const api = new RefusingApi(origin);
  const reverifyingFetch = built.createReverifyingFetch({ reverify: alwaysVerified, maxReplayBytes: 8 });
  const sending = reverifyingFetch(new Request(api.refusing(), streaming()));
  if ('duplex' in Request.prototype) await assert.rejects(sending, built.isRequestNotReplayableError);
  else assert.equal((await sending).status, 200);
  const sent = await api.received();
  assert.equal(new Set(sent.map(({ body }) => body?.sha256)).size, 1);
});
