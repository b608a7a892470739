import assert from 'node:assert/strict';
import { built } from './built.js';
import { serve } from './serving.js';
import { test } from './suite.js';

const cookie = 'session=1';

/** An application with one user, whose password is `correct`, on the embedded store. */
async function startBank() {
  const transfers: string[] = [];
  const kit = built.createReverification({
    sessions: {
      get: ({ headers }) => (headers.get('cookie') === cookie ? { id: 'sess_1', userId: 'user_1' } : undefined),
    },
    accounts: {
      get: () => ({ hasPassword: true }),
      verifyPassword: (_userId, password) => password === 'correct',
    },
    secret: 'a secret of the tests, longer than 32 bytes',
    origin: 'https://bank.example',
  });
  const server = await serve(async (request) => {
    if (new URL(request.url).pathname.startsWith('/reverification/')) return kit.handle(request);
    const auth = await kit.auth(request);
    if (!auth.has({ reverification: 'strict' })) return built.reverificationErrorResponse('strict');
    transfers.push(await request.text());
    return new Response('done');
  });
  return { ...server, transfers };
}

/** What a dialog does, without one. */
function answerWith(password: string, origin: string) {
  const verifier = built.createHttpVerifier({ endpoint: `${origin}/reverification`, headers: { cookie } });
  const flow = built.createVerificationFlow({ verifier });
  return new Promise<void>((resolve, reject) => {
    flow.subscribe((state) => {
      if (state.name === 'answering' && !('error' in state)) void flow.submit({ text: password });
      else if (state.name === 'complete') resolve();
      else if ('error' in state) reject(new Error(state.error.code));
    });
    void flow.start({ level: 'second_factor' });
  });
}

test('the server kit refuses, verifies and lets the replay through, served by this runtime', async () => {
  const bank = await startBank();
  const reverifyingFetch = built.createReverifyingFetch({ reverify: () => answerWith('correct', bank.origin) });
  const send = (body: string) =>
    reverifyingFetch(`${bank.origin}/transfer`, { method: 'POST', body, headers: { cookie } });
  try {
    const response = await send('250');
    assert.equal(await response.text(), 'done');
    assert.equal((await send('300')).status, 200);
    assert.deepEqual(bank.transfers, ['250', '300']);
  } finally {
    await bank.stop();
  }
});

test('the server kit refuses a wrong password, a stranger and what is no JSON', async () => {
  const bank = await startBank();
  const post = (body: string, headers: HeadersInit) =>
    fetch(`${bank.origin}/reverification/verify`, { method: 'POST', body, headers });
  const json = { 'content-type': 'application/json' };
  try {
    await assert.rejects(answerWith('wrong', bank.origin), { message: 'form_password_incorrect' });
    assert.equal((await post('{"level":"first_factor"}', json)).status, 401);
    assert.equal((await post('{"level":"first_factor"}', { cookie, 'content-type': 'text/plain' })).status, 415);
    assert.equal((await post('{', { cookie, ...json })).status, 400);
    assert.equal((await post(JSON.stringify({ level: 'x'.repeat(20_000) }), { cookie, ...json })).status, 413);
  } finally {
    await bank.stop();
  }
});

test("the kit's refusal is a Response of this runtime, and a challenge", async () => {
  const response = built.reverificationErrorResponse({ level: 'first_factor', afterMinutes: 5 });
  assert(response instanceof Response);
  assert.equal(response.status, 403);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(built.isReverificationError(await response.json()), true);
});
