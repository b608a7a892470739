import assert from 'node:assert/strict';
import { Asked, RefusingApi, alwaysVerified } from '../intercept/refusing-api.js';
import { built } from './built.js';
import { test } from './suite.js';

const origin = process.env['API_ORIGIN'] ?? '';
const neverAsked = () => Promise.reject(new Error('nobody should be asked'));
const over = (inner: typeof fetch) => built.createReverifyingFetch({ fetch: inner, reverify: neverAsked });

test('what is not refused is the very Response of the fetch below', async () => {
  const responses = [
    new Response('ok'),
    new Response(null, { status: 204 }),
    Response.error(),
    Response.json({ a: 1 }),
    Response.redirect('http://a.test/'),
    await fetch(new RefusingApi(origin).refusing(0)),
  ];
  for (const response of responses) {
    const { type, url, redirected } = response;
    const outcome = await over(() => Promise.resolve(response))('http://a.test/');
    assert.equal(outcome, response);
    assert.deepEqual([outcome.type, outcome.url, outcome.redirected], [type, url, redirected]);
    assert.equal(outcome.bodyUsed, false);
  }
});

test('a refusal of another kind is whole and unread', async () => {
  const api = new RefusingApi(origin);
  const query = { status: 403, type: 'application/json', body: '{"error":"no"}' };
  const response = await over(fetch)(api.url('respond', query));
  assert.equal(response.status, 403);
  assert.equal(response.bodyUsed, false);
  assert.deepEqual(await response.json(), { error: 'no' });
});

test('every header of an answer comes through, each cookie apart', async () => {
  const headers = new Headers([
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['X-Test', 'header'],
  ]);
  const response = await over(() => Promise.resolve(new Response('', { headers })))('http://a.test/');
  assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
  assert.equal([...response.headers].filter(([name]) => name === 'set-cookie').length, 2);
});

test('headers of every kind are sent, and sent again', async () => {
  const kinds: Record<string, () => HeadersInit> = {
    object: () => ({ 'X-Test': 'a' }),
    Headers: () => new Headers({ 'X-Test': 'a' }),
    list: () => [['X-Test', 'a']],
    iterator: () => new Map([['X-Test', 'a']]).entries() as unknown as HeadersInit,
  };
  for (const [kind, headers] of Object.entries(kinds)) {
    const api = new RefusingApi(origin);
    await built.createReverifyingFetch({ reverify: alwaysVerified })(api.refusing(), { headers: headers() });
    assert.deepEqual(
      (await api.received()).map((request) => request.headers['x-test']),
      ['a', 'a'],
      kind,
    );
  }
});

for (const form of ['clerk', 'clerk-text', 'clerk-bom', 'frontend', 'step-up-401', 'step-up-403']) {
  test(`a challenge in the form ${form} is recognised`, async () => {
    const api = new RefusingApi(origin);
    const response = await built.createReverifyingFetch({ reverify: alwaysVerified })(api.refusing(1, { form }));
    assert.equal(response.status, 200);
  });
}

for (const then of ['empty', 'redirect', 'stream']) {
  test(`after a replay the caller gets the final answer: ${then}`, async () => {
    const api = new RefusingApi(origin);
    const bare = await fetch(new RefusingApi(origin).refusing(0, { then }));
    const response = await built.createReverifyingFetch({ reverify: alwaysVerified })(api.refusing(1, { then }));
    assert.equal(response.status, bare.status);
    assert.equal(response.redirected, bare.redirected);
    assert.equal((await response.text()).length > 0, (await bare.text()).length > 0);
  });
}

test('one verification for all who wait', async () => {
  const api = new RefusingApi(origin);
  const asked = new Asked();
  const reverifyingFetch = built.createReverifyingFetch({ reverify: asked.reverify });
  const sending = [0, 1, 2].map(() => reverifyingFetch(api.refusing(3)));
  while ((await api.received()).length < 3);
  await asked.times(1);
  asked.verify();
  for (const { status } of await Promise.all(sending)) assert.equal(status, 200);
  assert.equal(asked.challenges.length, 1);
});

test('an aborted call rejects as fetch does, before it is sent, while it is under way, and while the user is asked', async () => {
  const reason = new Error('the reason of the caller');
  const outcomeOf = (sending: Promise<unknown>) => sending.catch((error: unknown) => error);
  const asked = new Asked();
  const reverifyingFetch = built.createReverifyingFetch({ reverify: asked.reverify });

  const early = { signal: AbortSignal.abort(reason) };
  const bare = await outcomeOf(fetch(origin, early));
  assert.equal(await outcomeOf(reverifyingFetch(origin, early)), bare);

  const under = new AbortController();
  const sending = outcomeOf(reverifyingFetch(new RefusingApi(origin).url('slow'), { signal: under.signal }));
  under.abort(reason);
  assert.equal(await sending, reason);

  const waiting = new AbortController();
  const refused = outcomeOf(reverifyingFetch(new RefusingApi(origin).refusing(), { signal: waiting.signal }));
  await asked.times(1);
  waiting.abort(reason);
  assert.equal(await refused, reason);
  assert.equal(asked.signals[0]?.aborted, true);
});

test('a timeout rejects as with bare fetch', async () => {
  const failureOf = (send: typeof fetch) =>
    send(new RefusingApi(origin).url('slow', { type: 'text/event-stream' }), { signal: AbortSignal.timeout(20) })
      .then((response) => response.text())
      .catch((error: unknown) => (error as Error).name);
  assert.equal(await failureOf(over(fetch)), await failureOf(fetch));
});

test('a network error and a bad argument reject as with bare fetch', async () => {
  const failureOf = (sending: Promise<unknown>) => sending.catch((error: unknown) => (error as Error).name);
  for (const call of [['http://127.0.0.1:1/'], ['not an address'], ['http://a.test/', { method: 'GET', body: 'x' }]]) {
    const args = call as Parameters<typeof fetch>;
    assert.equal(await failureOf(over(fetch)(...args)), await failureOf(fetch(...args)));
  }
});

test('the user cancels: the call rejects, or resolves with the refusal, unread', async () => {
  const cancelled = () =>
    Promise.reject(new built.ReverificationError('reverification_cancelled', 'The user closed the dialog'));
  const rejecting = built.createReverifyingFetch({ reverify: cancelled });
  await assert.rejects(rejecting(new RefusingApi(origin).refusing()), built.isReverificationCancelledError);
  const responding = built.createReverifyingFetch({ reverify: cancelled, onCancel: 'respond' });
  const response = await responding(new RefusingApi(origin).refusing());
  assert.equal(response.status, 403);
  assert.equal(built.isReverificationError(await response.json()), true);
});

test('without a page and without an interface of its own, the default says that there is nothing to ask with', async () => {
  const sending = built.createReverifyingFetch()(new RefusingApi(origin).refusing());
  await assert.rejects(sending, built.isReverificationUnavailableError);
});

test('what was prepared for the replay is what is sent', async () => {
  const api = new RefusingApi(origin);
  const reverifyingFetch = built.createReverifyingFetch({
    reverify: alwaysVerified,
    prepareReplay: (request) => {
      request.headers.set('Authorization', 'Bearer fresh');
      return request;
    },
  });
  await reverifyingFetch(api.refusing(), { method: 'POST', body: 'text', headers: { Authorization: 'Bearer stale' } });
  const sent = await api.received();
  assert.deepEqual(
    sent.map(({ headers, body }) => [headers['authorization'], body?.text]),
    [
      ['Bearer stale', 'text'],
      ['Bearer fresh', 'text'],
    ],
  );
});
