import { expect } from '@open-wc/testing';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { RefusingApi, alwaysVerified } from './refusing-api.js';

const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);
const file = new File([bytes, 'and text'], 'ünïcode "name".bin', { type: 'application/x-test' });

function form(): FormData {
  const data = new FormData();
  data.append('name', 'value');
  data.append('name', 'another');
  data.append('file', file);
  data.append('blob', new Blob(['blob'], { type: 'text/x-blob' }), 'blob.txt');
  return data;
}

const bodies: Record<string, () => BodyInit | null | undefined> = {
  'no body': () => undefined,
  null: () => null,
  'an empty string': () => '',
  'a string': () => 'text with ümlauts',
  JSON: () => JSON.stringify({ amount: 250 }),
  'a Blob': () => new Blob([bytes], { type: 'image/x-test' }),
  'a Blob without a type': () => new Blob([bytes]),
  'a File': () => file,
  'an ArrayBuffer': () => bytes.slice().buffer,
  'a typed array': () => bytes.slice(),
  'a part of a buffer': () => new Uint8Array([9, ...bytes, 9]).subarray(1, 7),
  'an array of wider elements': () => new Float64Array([1.5, -2]),
  'a DataView': () => new DataView(bytes.slice().buffer, 1, 4),
  URLSearchParams: () => new URLSearchParams({ a: '1', b: 'zwei & drei' }),
  FormData: form,
};

type Call = (url: string, init: RequestInit) => Parameters<typeof fetch>;

const inputs: Record<string, Call> = {
  'an address and init': (url, init) => [url, init],
  'a URL': (url, init) => [new URL(url, location.href), init],
  'a Request': (url, init) => [new Request(url, init)],
  'a Request and init': (url, init) => [new Request(url, { ...init, method: 'PUT' }), { method: init.method ?? 'GET' }],
  'a Request whose body init replaces': (url, init) => [
    new Request(url, { ...init, method: 'POST', body: 'to be replaced' }),
    init,
  ],
  'a cloned Request': (url, init) => [new Request(url, init).clone()],
  'an address and a Request as init': (url, init) => [url, new Request('/elsewhere', init)],
};

for (const [inputName, input] of Object.entries(inputs)) {
  describe(`A refused request, given as ${inputName}`, () => {
    for (const [bodyName, body] of Object.entries(bodies)) {
      it(`is sent again as it was, with ${bodyName}`, async () => {
        const api = new RefusingApi();
        const bare = new RefusingApi();
        const headers = { 'X-Test': 'header', 'Idempotency-Key': 'once' };
        const init = (): RequestInit => ({ method: 'POST', headers, body: body() ?? null });

        // A Request's body, read as a member of an init, is a stream: browsers send one over HTTP/2 only, or not at all.
        const bareFailure = await failureOf(fetch(...input(bare.refusing(0), init())));
        const sending = createReverifyingFetch({}, alwaysVerified)(...input(api.refusing(2), init()));
        if (bareFailure) {
          expect(await failureOf(sending)).to.equal(bareFailure);
          return;
        }

        const response = await sending;
        expect(response.status).to.equal(200);
        const [expected] = await bare.received();
        const sent = await api.received();
        expect(sent).to.have.length(3);
        for (const request of sent) {
          expect(request.method).to.equal(expected?.method);
          expect(withoutBoundary(request.headers)).to.deep.equal(withoutBoundary(expected?.headers));
          expect(request.body?.sha256).to.equal(expected?.body?.sha256);
          expect(request.body?.hasOwnBoundary).to.equal(expected?.body?.hasOwnBoundary);
        }
      });
    }
  });
}

const failureOf = (sending: Promise<Response>) =>
  sending.then(
    () => undefined,
    (error: unknown) => String(error),
  );

/** Of a form the boundary is new each time, in Firefox also in length. */
function withoutBoundary(headers: Partial<Record<string, string>> = {}) {
  const type = headers['content-type'] ?? '';
  return type.includes('boundary=') ? { ...headers, 'content-type': 'form', 'content-length': 'any' } : headers;
}
