import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import {
  apiError,
  deferred,
  done,
  flowWith,
  inState,
  NOW,
  offline,
  passkey,
  password,
  prepared,
  ScriptedVerifier,
  verification,
} from './scripted-verifier.js';
import type { Reply } from './scripted-verifier.js';

const offered = { firstFactors: [password, passkey] };
const options = (nonce: string, expireAt?: number) =>
  verification({ ...offered, firstFactorVerification: prepared('passkey', expireAt, nonce) });
const cancelled = () => new DOMException('not allowed', 'NotAllowedError');

/** A browser whose user answers from a list. */
function scriptedPasskeys(...answers: (string | Error | Promise<string>)[]) {
  const asked: { options: string; signal: AbortSignal }[] = [];
  return {
    asked,
    supported: () => true,
    get(text: string, signal: AbortSignal): Promise<string> {
      asked.push({ options: text, signal });
      const answer = answers.shift() ?? new Error('no answer left');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

async function started(passkeys: ReturnType<typeof scriptedPasskeys>, ...replies: Reply[]) {
  const verifier = new ScriptedVerifier(verification(offered), ...replies);
  const parts = flowWith(verifier, { passkeys });
  await parts.flow.start();
  return { ...parts, verifier };
}

/** Waits for the options that come in the background. */
async function untilCalled(verifier: ScriptedVerifier, count: number) {
  while (verifier.calls.length < count) await new Promise(setImmediate);
  await new Promise(setImmediate);
}

test('the options are there before the click, and the browser is asked within it', async () => {
  const passkeys = scriptedPasskeys('{"id":"1"}');
  const { flow, verifier, seen } = await started(passkeys, options('{"challenge":"a"}'), done());
  assert.deepEqual(seen, ['starting', 'preparing', 'answering']);
  const state = inState(flow, 'answering');
  assert.deepEqual(state.actions, ['submit', 'choose', 'showMethods', 'cancel']);
  assert.deepEqual([state.sent, 'resendAt' in state, 'expireAt' in state], [0, false, false]);
  assert.equal(passkeys.asked.length, 0);

  const submitted = flow.submit();
  assert.equal(passkeys.asked[0]?.options, '{"challenge":"a"}', 'before submit returned');
  await submitted;
  inState(flow, 'complete');
  const call = verifier.calls.at(-1);
  assert.deepEqual(call?.method === 'attempt' && call.answer, { strategy: 'passkey', credential: '{"id":"1"}' });
});

test('what the browser needs is loaded while the options are made', async () => {
  let loads = 0;
  const passkeys = { ...scriptedPasskeys(), load: () => Promise.resolve(loads++).then(() => undefined) };
  await started(passkeys, options('{}'));
  assert.equal(loads, 1);
});

test('a browser part that cannot be loaded is a network error, and is tried again by the next click', async () => {
  const loads = [Promise.reject(offline()), Promise.resolve()];
  const passkeys = { ...scriptedPasskeys(), load: () => loads.shift() ?? Promise.resolve() };
  const { flow, verifier } = await started(passkeys, options('{}'));
  assert.equal(inState(flow, 'answering').error?.code, 'network_error');
  await flow.submit();
  assert.equal(passkeys.asked.length, 1);
  assert.deepEqual(verifier.methods.slice(0, 2), ['start', 'prepare']);
});

for (const cause of [cancelled(), new DOMException('aborted', 'AbortError')]) {
  test(`a passkey request that ends with ${cause.name} leaves the form usable, with new options for the next click`, async () => {
    const passkeys = scriptedPasskeys(cause, '{"id":"2"}');
    const { flow, verifier } = await started(passkeys, options('{"n":1}'), options('{"n":2}'), done());
    await flow.submit();
    const state = inState(flow, 'answering');
    assert.deepEqual(state.error, { code: 'passkey_cancelled', scope: 'dialog', cause });
    assert.deepEqual(state.actions, ['submit', 'choose', 'showMethods', 'cancel']);
    await untilCalled(verifier, 3);
    assert.equal(inState(flow, 'answering').error?.code, 'passkey_cancelled', 'the message stays');
    const again = flow.submit();
    assert.equal(passkeys.asked[1]?.options, '{"n":2}');
    await again;
    inState(flow, 'complete');
  });
}

test('a click before the new options are there waits for them, and then asks the browser', async () => {
  const passkeys = scriptedPasskeys(cancelled(), '{}');
  const slow = deferred<Verification>();
  const { flow, seen } = await started(passkeys, options('{"n":1}'), slow.promise, options('{"n":3}'), done());
  await flow.submit();
  seen.length = 0;
  const submitted = flow.submit();
  assert.deepEqual([seen, passkeys.asked.length], [['preparing'], 1]);
  await submitted;
  assert.equal(passkeys.asked[1]?.options, '{"n":3}');
  inState(flow, 'complete');
});

test('a browser for which that click has become too old leaves new options for the next one', async () => {
  const passkeys = scriptedPasskeys(cancelled(), '{}');
  const { flow, clock } = await started(
    passkeys,
    options('{"n":1}', NOW + 60_000),
    options('{"n":2}', NOW + 900_000),
    options('{"n":3}', NOW + 900_000),
    done(),
  );
  clock.now += 60_000;
  await flow.submit();
  assert.equal(inState(flow, 'answering').error?.code, 'passkey_cancelled');
  await new Promise(setImmediate);
  await flow.submit();
  assert.deepEqual(
    passkeys.asked.map(({ options: text }) => text),
    ['{"n":2}', '{"n":3}'],
  );
  inState(flow, 'complete');
});

test('a click whose new options cannot be had asks nobody, and says why', async () => {
  const passkeys = scriptedPasskeys();
  const { flow, clock } = await started(passkeys, options('{"n":1}', NOW + 60_000), offline());
  clock.now += 60_000;
  await flow.submit();
  assert.equal(inState(flow, 'answering').error?.code, 'network_error');
  assert.equal(passkeys.asked.length, 0);
});

test('after a cancelled passkey another method is one step away', async () => {
  const { flow } = await started(scriptedPasskeys(cancelled()), options('{}'), deferred<Verification>().promise);
  await flow.submit();
  await flow.choose(password);
  assert.deepEqual(inState(flow, 'answering').factor, password);
});

for (const [what, nonce] of [
  ['are missing', undefined],
  ['are not JSON', 'oops'],
] as const) {
  test(`options that ${what} are said to have failed`, async () => {
    const passkeys = { ...scriptedPasskeys(), get: async (text: string) => String(JSON.parse(text)) };
    const made = verification({ ...offered, firstFactorVerification: prepared('passkey', undefined, nonce) });
    const { flow } = await started(passkeys, made, made);
    await flow.submit();
    const { error } = inState(flow, 'answering');
    assert.equal(error?.code, 'passkey_failed');
    assert.ok(error.cause instanceof SyntaxError);
  });
}

test('a browser that throws instead of rejecting is a failed passkey', async () => {
  const passkeys = {
    ...scriptedPasskeys(),
    get: () => {
      throw new DOMException('bad rp', 'SecurityError');
    },
  };
  const { flow } = await started(passkeys, options('{}'), options('{}'));
  await flow.submit();
  assert.equal(inState(flow, 'answering').error?.code, 'passkey_failed');
});

test('a passkey that the server refuses is a matter of the dialog, not of a field, and gets new options', async () => {
  const passkeys = scriptedPasskeys('{}', '{}');
  const refused = apiError('passkey_invalid', { status: 422, attemptsLeft: 4 });
  const { flow, verifier } = await started(passkeys, options('{"n":1}'), refused, options('{"n":2}'), done());
  await flow.submit();
  assert.deepEqual(inState(flow, 'answering').error, {
    code: 'passkey_invalid',
    scope: 'dialog',
    attemptsLeft: 4,
    cause: refused,
  });
  await untilCalled(verifier, 4);
  await flow.submit();
  assert.equal(passkeys.asked[1]?.options, '{"n":2}');
  inState(flow, 'complete');
});

test('options that the server does not remember are made anew: no code has been sent', async () => {
  const passkeys = scriptedPasskeys('{}');
  const unprepared = apiError('verification_not_prepared');
  const { flow, verifier } = await started(passkeys, options('{"n":1}'), unprepared, options('{"n":2}'));
  await flow.submit();
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'attempt', 'prepare']);
  assert.equal(inState(flow, 'answering').error?.code, 'verification_expired');
});

test('an expired passkey verification starts anew with options of its own', async () => {
  const passkeys = scriptedPasskeys('{}');
  const { flow, verifier } = await started(
    passkeys,
    options('{"n":1}'),
    apiError('verification_expired'),
    verification(offered),
    options('{"n":2}'),
  );
  await flow.submit();
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'attempt', 'start', 'prepare']);
  assert.equal(inState(flow, 'answering').error?.code, 'verification_expired');
  void flow.submit();
  assert.equal(passkeys.asked[1]?.options, '{"n":2}');
});

test('options that expired on the screen are made anew before the browser is asked', async () => {
  const passkeys = scriptedPasskeys('{}');
  const { flow, clock } = await started(passkeys, options('{"n":1}', NOW + 60_000), options('{"n":2}', NOW + 900_000));
  clock.now += 60_000;
  await flow.submit();
  assert.deepEqual(
    passkeys.asked.map(({ options: text }) => text),
    ['{"n":2}'],
  );
});

test('unused options are kept while the user looks at another method', async () => {
  const { flow, verifier } = await started(scriptedPasskeys(), options('{}'));
  await flow.choose(password);
  await flow.choose(passkey);
  inState(flow, 'answering');
  assert.deepEqual(verifier.methods, ['start', 'prepare']);
});

test('cancelling closes what the browser shows', async () => {
  const passkeys = scriptedPasskeys(deferred<string>().promise);
  const { flow } = await started(passkeys, options('{}'));
  const submitted = flow.submit();
  flow.cancel();
  await submitted;
  assert.ok(passkeys.asked[0]?.signal.aborted);
  inState(flow, 'cancelled');
});

test('while the browser asks, another method takes the question back; once an answer is on its way, none does', async () => {
  const answer = deferred<string>();
  const passkeys = scriptedPasskeys(deferred<string>().promise, answer.promise);
  const unanswered = deferred<Verification>().promise;
  const { flow, seen } = await started(passkeys, options('{"n":1}'), options('{"n":2}'), unanswered);
  const submitted = flow.submit();
  const asking = inState(flow, 'submitting');
  assert.deepEqual([asking.doing, asking.actions], ['passkey', ['choose', 'showMethods', 'cancel']]);
  await flow.choose(password);
  await submitted;
  assert.ok(passkeys.asked[0]?.signal.aborted);
  assert.deepEqual(inState(flow, 'answering').factor, password);
  assert.equal(inState(flow, 'answering').error, undefined, "to change one's mind is no failure");

  await flow.choose(passkey);
  void flow.submit();
  seen.length = 0;
  answer.resolve('{}');
  await answer.promise.then(() => new Promise(setImmediate));
  const sending = inState(flow, 'submitting');
  assert.deepEqual([sending.doing, sending.actions, seen], ['submit', ['cancel'], ['submitting']]);
  assert.ok(!passkeys.asked[1]?.signal.aborted);
});

test('a success elsewhere takes the question back, and ends the verification', async () => {
  const passkeys = scriptedPasskeys(deferred<string>().promise);
  const { flow } = await started(passkeys, options('{}'));
  const submitted = flow.submit();
  await flow.conclude(done());
  await submitted;
  assert.ok(passkeys.asked[0]?.signal.aborted);
  inState(flow, 'complete');
});

test('too many attempts lock a passkey as they lock an answer', async () => {
  const locked = apiError('too_many_requests', { status: 429, retryAfter: 60 });
  const { flow } = await started(scriptedPasskeys(), locked);
  const { error } = inState(flow, 'answering');
  assert.deepEqual([error?.code, error?.retryAt], ['too_many_requests', NOW + 60_000]);
});
