import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { serializeVerification } from '../../src/protocol/verification.js';
import { createHttpVerifier } from '../../src/verification/http-verifier.js';
import { done, email, needsSecond, passkey, phone, verification } from './scripted-verifier.js';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: unknown;
}

const received: Received[] = [];
let respond: (response: ServerResponse) => void;
let origin = '';

const json =
  (body: unknown, status = 200, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (text += chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: text ? JSON.parse(text) : undefined });
    respond(response);
  });
});

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  origin = `http://127.0.0.1:${address.port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received.length = 0;
  respond = json(serializeVerification(verification()));
});

const call = () => ({ signal: new AbortController().signal });
const verifierAt = (options = {}) => createHttpVerifier({ endpoint: `${origin}/reverification`, ...options });

test('start posts the level, and answers with the verification as the protocol reads it', async () => {
  const answer = await verifierAt().start({ level: 'multi_factor' }, call());
  assert.deepEqual(answer, verification());
  const [request] = received;
  assert.deepEqual(
    [request?.method, request?.url, request?.body],
    ['POST', '/reverification/verify', { level: 'multi_factor' }],
  );
  assert.equal(request?.headers['content-type'], 'application/json');
  assert.equal(request.headers.accept, 'application/json');
});

test('start names the action that is to be approved', async () => {
  await verifierAt().start({ level: 'second_factor', actionId: 'act_1' }, call());
  assert.deepEqual(received[0]?.body, { level: 'second_factor', action_id: 'act_1' });
});

test('each stage has its own paths to prepare and to attempt', async () => {
  const verifier = verifierAt();
  await verifier.prepare('first', email('idn_1'), call());
  await verifier.prepare('first', passkey, call());
  await verifier.prepare('second', phone('idn_2'), call());
  await verifier.attempt('first', { strategy: 'password', password: 'p' }, call());
  await verifier.attempt('first', { strategy: 'passkey', credential: '{"id":1}' }, call());
  await verifier.attempt('second', { strategy: 'totp', code: '123456' }, call());
  assert.deepEqual(
    received.map(({ url, body }) => [url?.replace('/reverification/verify/', ''), body]),
    [
      ['prepare_first_factor', { strategy: 'email_code', email_address_id: 'idn_1' }],
      ['prepare_first_factor', { strategy: 'passkey' }],
      ['prepare_second_factor', { strategy: 'phone_code', phone_number_id: 'idn_2' }],
      ['attempt_first_factor', { strategy: 'password', password: 'p' }],
      ['attempt_first_factor', { strategy: 'passkey', public_key_credential: '{"id":1}' }],
      ['attempt_second_factor', { strategy: 'totp', code: '123456' }],
    ],
  );
});

test('the session is read with a GET', async () => {
  respond = json({ response: { factor_verification_age: [12, -1], public_user_data: { identifier: 'j' } } });
  assert.deepEqual(await verifierAt().session(call()), {
    factorVerificationAge: [12, -1],
    publicUserData: { identifier: 'j' },
  });
  assert.deepEqual([received[0]?.method, received[0]?.url], ['GET', '/reverification/session']);
});

test('the endpoint may be a URL, and may end in slashes', async () => {
  await createHttpVerifier({ endpoint: new URL(`${origin}/a//`) }).start({ level: 'first_factor' }, call());
  assert.equal(received[0]?.url, '/a/verify');
});

test('headers are added, from an object or from a function that is asked each time', async () => {
  await verifierAt({ headers: { 'X-One': '1' } }).start({ level: 'first_factor' }, call());
  let token = 0;
  const verifier = verifierAt({ headers: async () => ({ Authorization: `Bearer ${++token}` }) });
  await verifier.start({ level: 'first_factor' }, call());
  await verifier.start({ level: 'first_factor' }, call());
  assert.equal(received[0]?.headers['x-one'], '1');
  assert.deepEqual(
    received.slice(1).map(({ headers }) => headers.authorization),
    ['Bearer 1', 'Bearer 2'],
  );
});

test('a request goes to the default endpoint, uncached, with same-origin credentials, and follows no redirect', async (t) => {
  const seen: unknown[] = [];
  t.mock.method(globalThis, 'fetch', async (url: unknown, init: RequestInit) => {
    const { credentials, cache, redirect } = init;
    seen.push({ url, credentials, cache, redirect });
    return Response.json(serializeVerification(done()));
  });
  await createHttpVerifier().start({ level: 'first_factor' }, call());
  const expected = { url: '/reverification/verify', credentials: 'same-origin', cache: 'no-store', redirect: 'manual' };
  assert.deepEqual(seen, [expected]);
});

test('credentials and fetch may be chosen', async () => {
  let credentials: unknown;
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    credentials = init?.credentials;
    return Response.json(serializeVerification(needsSecond()));
  };
  await createHttpVerifier({ fetch, credentials: 'include' }).start({ level: 'first_factor' }, call());
  assert.equal(credentials, 'include');
});

test('an error of the API keeps its code, its status and what it says about trying again', async () => {
  const errors = [{ code: 'form_code_incorrect', message: 'no', meta: { attempts_left: 3, param_name: 'code' } }];
  respond = json({ errors }, 422, { 'Retry-After': '20' });
  await assert.rejects(verifierAt().attempt('first', { strategy: 'password', password: 'p' }, call()), {
    name: 'VerificationApiError',
    status: 422,
    code: 'form_code_incorrect',
    attemptsLeft: 3,
    retryAfter: 20,
  });
});

const strangers: [string, (response: ServerResponse) => void, object][] = [
  ['a page of HTML', (response) => response.end('<!doctype html>'), { name: 'VerificationFormatError' }],
  ['nothing', (response) => response.writeHead(204).end(), { name: 'VerificationFormatError' }],
  ['JSON of another kind', json({ hello: 'world' }), { name: 'VerificationFormatError' }],
  [
    'a status of a newer server',
    json({ response: { id: 'sv', level: 'first_factor', status: 'needs_blood' } }),
    { name: 'VerificationFormatError', message: /needs_blood/ },
  ],
  [
    'an error page',
    (response) => response.writeHead(502).end('Bad gateway'),
    { name: 'VerificationApiError', status: 502, code: 'unexpected_response' },
  ],
  [
    'a redirect to the login page',
    (response) => response.writeHead(302, { Location: '/login' }).end(),
    { name: 'VerificationFormatError', message: /\/reverification\/verify redirects/ },
  ],
];
for (const [what, answer, expected] of strangers) {
  test(`${what} is a clear error`, async () => {
    respond = answer;
    await assert.rejects(verifierAt().start({ level: 'first_factor' }, call()), expected);
    assert.equal(received.length, 1);
  });
}

test('a redirect that the browser hides is told apart from a network error', async () => {
  const fetch = async () => Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });
  const verifier = createHttpVerifier({ fetch });
  await assert.rejects(verifier.start({ level: 'first_factor' }, call()), { name: 'VerificationFormatError' });
});

test('a connection that breaks in the middle of the answer rejects as fetch does', async () => {
  respond = (response) => {
    response.writeHead(200, { 'Content-Length': '1000' }).write('{"resp');
    setImmediate(() => response.destroy());
  };
  await assert.rejects(verifierAt().start({ level: 'first_factor' }, call()), { name: 'TypeError' });
});

test('an answer that takes longer than the timeout rejects with a TimeoutError', async () => {
  respond = () => undefined;
  await assert.rejects(verifierAt({ timeout: 20 }).start({ level: 'first_factor' }, call()), { name: 'TimeoutError' });
});

test('a request that takes longer than the timeout is aborted', async () => {
  let sent: AbortSignal | null | undefined;
  const fetch: typeof globalThis.fetch = (_input, init) => {
    sent = init?.signal;
    return new Promise(() => undefined);
  };
  const started = verifierAt({ timeout: 20, fetch }).start({ level: 'first_factor' }, call());
  await assert.rejects(started, { name: 'TimeoutError' });
  assert.equal(sent?.aborted, true);
});

test('the timeout covers the body, and headers that never come', async () => {
  respond = (response) => void response.writeHead(200).write('{');
  await assert.rejects(verifierAt({ timeout: 50 }).start({ level: 'first_factor' }, call()), { name: 'TimeoutError' });
  const headers = () => new Promise<HeadersInit>(() => undefined);
  const waiting = verifierAt({ timeout: 20, headers }).start({ level: 'first_factor' }, call());
  await assert.rejects(waiting, { name: 'TimeoutError' });
});

test('an aborted signal rejects with its reason, before and during a request', async () => {
  const reason = new Error('left');
  const verifier = verifierAt();
  const request = (signal: AbortSignal) => verifier.start({ level: 'first_factor' }, { signal });
  await assert.rejects(request(AbortSignal.abort(reason)), reason);
  assert.equal(received.length, 0);

  const controller = new AbortController();
  respond = () => controller.abort(reason);
  await assert.rejects(request(controller.signal), reason);
});
