import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import {
  apiError,
  deferred,
  email,
  flowWith,
  inState,
  NOW,
  offline,
  password,
  prepared,
  ScriptedVerifier,
  verification,
} from './scripted-verifier.js';

const offered = { firstFactors: [password, email(), email('idn_2', false)] };
const sent = (expireAt?: number) =>
  verification({ ...offered, firstFactorVerification: prepared('email_code', expireAt) });

/** A flow at the password, with these answers still to come. */
async function atPassword(...replies: (Verification | Error | Promise<Verification>)[]) {
  const verifier = new ScriptedVerifier(verification(offered), ...replies);
  const parts = flowWith(verifier);
  await parts.flow.start();
  return { ...parts, verifier };
}

test('choosing an address sends a code there, and says when it ends and when it can be sent again', async () => {
  const { flow, verifier, seen } = await atPassword(sent());
  await flow.choose(email('idn_2'));
  assert.deepEqual(seen.slice(2), ['preparing', 'answering']);
  const call = verifier.calls.at(-1);
  assert.deepEqual(call?.method === 'prepare' && [call.stage, call.factor], ['first', email('idn_2', false)]);
  const { sent: times, resendAt, expireAt, actions } = inState(flow, 'answering');
  assert.deepEqual({ times, resendAt, expireAt }, { times: 1, resendAt: NOW + 30_000, expireAt: NOW + 600_000 });
  assert.deepEqual(actions, ['submit', 'resend', 'choose', 'showMethods', 'cancel']);
});

test('while a code is sent, the user may turn to another method', async () => {
  const answer = deferred<Verification>();
  const { flow, verifier } = await atPassword(answer.promise);
  const chosen = flow.choose(email());
  assert.deepEqual(inState(flow, 'preparing').actions, ['choose', 'showMethods', 'cancel']);
  await flow.choose(password);
  assert.ok(verifier.calls[1]?.signal.aborted);
  await chosen;
  answer.resolve(sent());
  assert.deepEqual(inState(flow, 'answering').factor, password);
});

test('going to another method and back keeps the code that was sent', async () => {
  const { flow, verifier } = await atPassword(sent());
  await flow.choose(email());
  const before = flow.state;
  flow.showMethods();
  assert.deepEqual(inState(flow, 'choosing').current, email());
  await flow.choose(password);
  flow.showMethods();
  await flow.choose(email());
  assert.deepEqual(flow.state, before);
  assert.deepEqual(verifier.methods, ['start', 'prepare']);
});

test('back returns to the method that the user came from', async () => {
  const { flow, verifier } = await atPassword(sent());
  await flow.choose(email());
  flow.showMethods();
  assert.deepEqual(inState(flow, 'choosing').actions, ['choose', 'back', 'cancel']);
  flow.back();
  assert.deepEqual(inState(flow, 'answering').factor, email());
  assert.deepEqual(verifier.methods, ['start', 'prepare']);
});

test('each address has a code of its own', async () => {
  const { flow, verifier } = await atPassword(sent(), sent());
  await flow.choose(email());
  await flow.choose(email('idn_2'));
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'prepare']);
});

test('a code that has expired is sent anew on return', async () => {
  const { flow, verifier, clock } = await atPassword(sent(), sent(NOW + 1_200_000));
  await flow.choose(email());
  await flow.choose(password);
  clock.now += 600_000;
  await flow.choose(email());
  assert.equal(inState(flow, 'answering').sent, 2);
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'prepare']);
});

for (const [clockIs, expireAt] of [
  ['ahead', NOW - 1],
  ['years behind', NOW + 40 * 365 * 24 * 3_600_000],
] as const) {
  test(`with a clock that is ${clockIs}, expiry is left to the server`, async () => {
    const { flow, verifier, clock } = await atPassword(sent(expireAt));
    await flow.choose(email());
    assert.ok(!('expireAt' in inState(flow, 'answering')));
    clock.now += 3_600_000;
    await flow.choose(password);
    await flow.choose(email());
    assert.deepEqual(verifier.methods, ['start', 'prepare']);
  });
}

test('a code is sent again, at the same question, but not before its time', async () => {
  const again = deferred<Verification>();
  const { flow, verifier, clock } = await atPassword(sent(), again.promise);
  await flow.choose(email());
  clock.now = NOW + 29_999;
  await flow.resend();
  assert.deepEqual(verifier.methods, ['start', 'prepare']);
  clock.now = NOW + 30_000;
  const resent = flow.resend();
  const { doing, actions } = inState(flow, 'submitting');
  assert.deepEqual({ doing, actions }, { doing: 'resend', actions: ['cancel'] });
  again.resolve(sent());
  await resent;
  const state = inState(flow, 'answering');
  assert.deepEqual({ sent: state.sent, resendAt: state.resendAt }, { sent: 2, resendAt: NOW + 60_000 });
});

test('a server that wants more patience sets the time of the next code', async () => {
  const tooSoon = apiError('too_many_requests', { status: 429, retryAfter: 45 });
  const { flow, clock } = await atPassword(sent(), tooSoon);
  await flow.choose(email());
  clock.now = NOW + 30_000;
  await flow.resend();
  const state = inState(flow, 'answering');
  assert.deepEqual([state.resendAt, state.sent, state.expireAt], [NOW + 75_000, 1, NOW + 600_000]);
  assert.deepEqual([state.error?.code, state.error?.retryAt], ['too_many_codes', NOW + 75_000]);
});

test('a first code refused as too early leaves the field, for the code of an earlier try, and is not asked for twice', async () => {
  const { flow, verifier } = await atPassword(apiError('too_many_requests', { status: 429 }));
  await flow.choose(email());
  const state = inState(flow, 'answering');
  assert.deepEqual([state.sent, state.resendAt, state.error?.code], [0, NOW + 30_000, 'too_many_codes']);
  await flow.choose(password);
  await flow.choose(email());
  inState(flow, 'answering');
  assert.deepEqual(verifier.methods, ['start', 'prepare']);
});

for (const cause of [apiError('delivery_failed', { status: 503 }), offline()]) {
  const code = 'code' in cause ? cause.code : 'network_error';
  test(`a code that could not be sent (${code}) can be sent again at once, or another method taken`, async () => {
    const { flow } = await atPassword(cause, sent());
    await flow.choose(email());
    const { error, resendAt = Infinity, actions } = inState(flow, 'answering');
    assert.deepEqual(error, { code, scope: 'dialog', cause });
    assert.ok(resendAt <= NOW);
    assert.deepEqual(actions, ['submit', 'resend', 'choose', 'showMethods', 'cancel']);
    await flow.resend();
    assert.equal(inState(flow, 'answering').sent, 1);
  });
}

test('coming back to an address where the code could not be sent tries again', async () => {
  const { flow, verifier } = await atPassword(offline(), sent());
  await flow.choose(email());
  await flow.choose(password);
  await flow.choose(email());
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'prepare']);
  assert.equal(inState(flow, 'answering').error, undefined);
});

test('a session that was verified elsewhere while a code is sent completes', async () => {
  const { flow } = await atPassword(verification({ status: 'complete' }));
  await flow.choose(email());
  inState(flow, 'complete');
});
