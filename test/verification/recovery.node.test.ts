import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import {
  apiError,
  done,
  email,
  flowWith,
  inState,
  needsSecond,
  offline,
  password,
  prepared,
  ScriptedVerifier,
  totp,
  verification,
} from './scripted-verifier.js';

const offered = { firstFactors: [password, email()] };
const lapses = ['verification_expired', 'verification_not_found', 'verification_already_complete'];

for (const code of lapses) {
  test(`an answer that meets ${code} starts anew, and asks the same question again`, async () => {
    const verifier = new ScriptedVerifier(verification(), apiError(code), verification({ id: 'sv_2' }), done());
    const { flow, seen } = flowWith(verifier);
    await flow.start({ level: 'first_factor' });
    await flow.submit({ text: 'a' });
    assert.deepEqual(seen, ['starting', 'answering', 'submitting', 'answering'], 'the form never leaves the screen');
    const state = inState(flow, 'answering');
    assert.deepEqual([state.factor, state.error?.code, state.verification.id], [password, code, 'sv_2']);
    assert.deepEqual(verifier.methods, ['start', 'attempt', 'start'], 'the answer is not sent again by itself');
    await flow.submit({ text: 'a' });
    inState(flow, 'complete');
  });
}

test('a code that meets an expired verification is replaced by a new one', async () => {
  const verifier = new ScriptedVerifier(
    verification(offered),
    verification(offered),
    apiError('verification_expired'),
    verification({ ...offered, id: 'sv_2' }),
    verification({ ...offered, id: 'sv_2' }),
  );
  const { flow, seen } = flowWith(verifier);
  await flow.start();
  await flow.choose(email());
  await flow.submit({ text: '123456' });
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'attempt', 'start', 'prepare']);
  assert.deepEqual(seen.slice(-2), ['submitting', 'answering']);
  const state = inState(flow, 'answering');
  assert.deepEqual([state.factor, state.error?.code, state.sent], [email(), 'verification_not_prepared', 1]);
});

test('a code that the server does not remember is prepared again', async () => {
  const verifier = new ScriptedVerifier(
    verification(offered),
    verification(offered),
    apiError('verification_not_prepared'),
    verification(offered),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.choose(email());
  await flow.submit({ text: '123456' });
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'attempt', 'prepare']);
  const state = inState(flow, 'answering');
  assert.deepEqual([state.sent, state.error?.code], [2, 'verification_not_prepared']);
});

test('a factor that cannot be prepared starts anew if the server wants it to be', async () => {
  const verifier = new ScriptedVerifier(verification(), apiError('verification_not_prepared'), verification());
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  assert.equal(inState(flow, 'answering').error?.code, 'verification_expired');
  assert.deepEqual(verifier.methods, ['start', 'attempt', 'start']);
});

test('a code to be sent in an expired verification is sent in a new one', async () => {
  const verifier = new ScriptedVerifier(
    verification(offered),
    apiError('verification_expired'),
    verification({ ...offered, id: 'sv_2' }),
    verification({ ...offered, id: 'sv_2' }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.choose(email());
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'start', 'prepare']);
  const { factor, error } = inState(flow, 'answering');
  assert.deepEqual([factor, error?.code], [email(), 'verification_expired'], 'no code was given that it could replace');
});

test('a server that lets every verification expire is not asked in a loop', async () => {
  const expired = apiError('verification_expired');
  const verifier = new ScriptedVerifier(verification(offered), expired, verification(offered), expired);
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.choose(email());
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'start', 'prepare']);
  assert.equal(inState(flow, 'answering').error?.code, 'verification_expired');
  verifier.add(verification(offered), verification(offered));
  await flow.resend();
  assert.deepEqual(inState(flow, 'answering').sent, 1, 'the next action of the user may recover again');
});

test('a new verification that begins at the first factor says why the user is there again', async () => {
  const verifier = new ScriptedVerifier(
    verification(),
    needsSecond(),
    apiError('verification_expired'),
    verification({ id: 'sv_2' }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  await flow.submit({ text: '123456' });
  const state = inState(flow, 'answering');
  assert.deepEqual([state.stage, state.factor, state.error?.code], ['first', password, 'verification_expired']);
});

test('a factor that the new verification no longer offers gives way to the best one', async () => {
  const verifier = new ScriptedVerifier(
    needsSecond(),
    apiError('verification_not_found', { status: 404 }),
    needsSecond({ secondFactors: [{ strategy: 'backup_code' }] }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  assert.deepEqual(inState(flow, 'answering').factor, totp);
  await flow.submit({ text: '123456' });
  assert.deepEqual(inState(flow, 'answering').factor, { strategy: 'backup_code' });
});

test('when starting anew fails, the user keeps their place and may try again', async () => {
  const verifier = new ScriptedVerifier(
    verification(),
    apiError('verification_expired'),
    offline(),
    apiError('verification_expired'),
    verification(),
    done(),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  assert.equal(inState(flow, 'answering').error?.code, 'network_error');
  await flow.submit({ text: 'a' });
  await flow.submit({ text: 'a' });
  inState(flow, 'complete');
});

const answerLost = (age: readonly [number, number], level: Verification['level']) => {
  const verifier = new ScriptedVerifier(
    needsSecond({ level }),
    offline(),
    apiError('verification_already_complete'),
    verification({ id: 'sv_2', level, session: { id: 'sess_1', factorVerificationAge: age, publicUserData: {} } }),
  );
  return { verifier, ...flowWith(verifier) };
};

for (const [level, age] of [
  ['first_factor', [0, -1]],
  ['second_factor', [500, 2]],
  ['second_factor', [3, -1]],
  ['multi_factor', [3, 0]],
  ['multi_factor', [3, -1]],
] as const) {
  test(`an answer that was accepted but got lost counts, by the ages ${age.join(', ')} for ${level}`, async () => {
    const { flow, verifier, clock } = answerLost(age, level);
    await flow.start({ level });
    await flow.submit({ text: '123456' });
    assert.equal(inState(flow, 'answering').error?.code, 'network_error');
    clock.now += 3 * 60_000;
    await flow.submit({ text: '123456' });
    const { verification } = inState(flow, 'complete');
    assert.deepEqual(
      [verification.id, verification.status, verification.session.factorVerificationAge],
      ['sv_1', 'complete', age],
    );
    assert.deepEqual(verifier.methods, ['start', 'attempt', 'attempt', 'start']);
  });
}

for (const [level, age] of [
  ['first_factor', [-1, 0]],
  ['second_factor', [0, 500]],
  ['multi_factor', [0, 500]],
  ['multi_factor', [4, 4]],
] as const) {
  test(`ages of ${age.join(', ')} do not pass for a lost answer to ${level}`, async () => {
    const { flow, clock } = answerLost(age, level);
    await flow.start({ level });
    await flow.submit({ text: '123456' });
    clock.now += 3 * 60_000;
    await flow.submit({ text: '123456' });
    inState(flow, 'answering');
  });
}

test('a verification that starting anew reports as complete completes', async () => {
  const verifier = new ScriptedVerifier(verification(), apiError('verification_already_complete'), done());
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  inState(flow, 'complete');
});

for (const [why, request, age] of [
  ['was fresh before', { level: 'second_factor' }, 0],
  ['is fresh but has not approved the action', { level: 'second_factor', actionId: 'act_1' }, 500],
] as const) {
  test(`wrong answers until a verification ends never count, where the session ${why}`, async () => {
    const session = (age: number) => ({ id: 'sess_1', factorVerificationAge: [age, age] as const, publicUserData: {} });
    const verifier = new ScriptedVerifier(
      needsSecond({ session: session(age) }),
      apiError('verification_expired'),
      needsSecond({ id: 'sv_2', session: session(5) }),
    );
    const { flow, clock } = flowWith(verifier);
    await flow.start(request);
    clock.now += 5 * 60_000;
    await flow.submit({ text: '000000' });
    const state = inState(flow, 'answering');
    assert.deepEqual([state.verification.id, state.error?.code], ['sv_2', 'verification_expired']);
  });
}

test('a factor that the user has removed meanwhile is no longer asked for', async () => {
  const verifier = new ScriptedVerifier(
    verification({ firstFactors: [password, email()] }),
    apiError('strategy_for_user_invalid'),
    verification({ firstFactors: [email()] }),
    verification({ firstFactors: [email()], firstFactorVerification: prepared('email_code') }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  const { factor, error } = inState(flow, 'answering');
  assert.deepEqual([factor, error?.code], [email(), 'strategy_for_user_invalid']);
});
