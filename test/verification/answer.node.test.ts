import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import {
  apiError,
  backupCode,
  deferred,
  done,
  email,
  flowWith,
  inState,
  needsSecond,
  NOW,
  offline,
  password,
  phone,
  ScriptedVerifier,
  totp,
  verification,
} from './scripted-verifier.js';

test('the right password, then the right code, complete a verification of both factors', async () => {
  const complete = done();
  const verifier = new ScriptedVerifier(verification(), needsSecond(), complete);
  const { flow, seen } = flowWith(verifier);
  await flow.start({ level: 'multi_factor' });
  await flow.submit({ text: ' pass word ' });
  assert.equal(inState(flow, 'answering').stage, 'second');
  await flow.submit({ text: '123 456' });
  assert.equal(inState(flow, 'complete').verification, complete);
  assert.deepEqual(seen, ['starting', 'answering', 'submitting', 'answering', 'submitting', 'complete']);
  const answers = verifier.calls.flatMap((call) => (call.method === 'attempt' ? [[call.stage, call.answer]] : []));
  assert.deepEqual(answers, [
    ['first', { strategy: 'password', password: ' pass word ' }],
    ['second', { strategy: 'totp', code: '123456' }],
  ]);
});

test('a backup code is sent as it is written', async () => {
  const verifier = new ScriptedVerifier(needsSecond({ secondFactors: [backupCode] }), done());
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: ' ab-12 ' });
  assert.deepEqual(verifier.calls.at(-1), {
    method: 'attempt',
    stage: 'second',
    answer: { strategy: 'backup_code', code: 'ab-12' },
    signal: verifier.calls.at(-1)?.signal,
  });
});

test('while an answer is checked, the same question stays, without the old error', async () => {
  const answer = deferred<Verification>();
  const wrong = apiError('form_password_incorrect', { status: 422 });
  const { flow } = flowWith(new ScriptedVerifier(verification(), wrong, answer.promise));
  await flow.start();
  await flow.submit({ text: 'wrong' });
  const asked = inState(flow, 'answering');
  const submitted = flow.submit({ text: 'right' });
  const { error: _, ...question } = asked;
  assert.deepEqual(flow.state, { ...question, name: 'submitting', doing: 'submit', actions: ['cancel'] });
  answer.resolve(done());
  await submitted;
});

test('submitting twice sends once', async () => {
  const verifier = new ScriptedVerifier(verification(), done());
  const { flow } = flowWith(verifier);
  await flow.start();
  await Promise.all([flow.submit({ text: 'a' }), flow.submit({ text: 'a' })]);
  assert.deepEqual(verifier.methods, ['start', 'attempt']);
});

test('an empty answer is asked for again, and not sent', async () => {
  const verifier = new ScriptedVerifier(verification(), needsSecond());
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit();
  assert.deepEqual(inState(flow, 'answering').error, {
    code: 'form_param_missing',
    scope: 'field',
    cause: undefined,
  });
  await flow.submit({ text: 'secret' });
  await flow.submit({ text: ' - ' });
  assert.equal(inState(flow, 'answering').error?.code, 'form_param_missing');
  assert.deepEqual(verifier.methods, ['start', 'attempt']);
});

const answerErrors = [
  [apiError('form_code_incorrect', { status: 422, attemptsLeft: 2 }), { scope: 'field', attemptsLeft: 2 }],
  [apiError('form_param_format_invalid'), { scope: 'field' }],
  [apiError('too_many_requests', { status: 429, retryAfter: 60 }), { scope: 'dialog', retryAt: NOW + 60_000 }],
  [apiError('something_new'), { scope: 'dialog' }],
  [apiError('bad_gateway', { status: 502 }), { code: 'unexpected_response', scope: 'dialog' }],
  [offline(), { code: 'network_error', scope: 'dialog' }],
] as const;
for (const [cause, expected] of answerErrors) {
  const code = 'code' in expected ? expected.code : 'code' in cause ? cause.code : '';
  test(`an answer that fails with ${code} may be given again at the same question`, async () => {
    const verifier = new ScriptedVerifier(needsSecond(), cause, done());
    const { flow } = flowWith(verifier);
    await flow.start();
    await flow.submit({ text: '111111' });
    const state = inState(flow, 'answering');
    assert.deepEqual(state.error, { code, cause, ...expected });
    assert.deepEqual(state.factor, totp);
    assert.deepEqual(verifier.methods, ['start', 'attempt'], 'it is never sent again by itself');
    await flow.submit({ text: '222222' });
    inState(flow, 'complete');
  });
}

test('an answer that is accepted but changes nothing is not a silent failure', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification(), verification()));
  await flow.start();
  await flow.submit({ text: 'a' });
  assert.equal(inState(flow, 'answering').error?.code, 'unexpected_response');
});

test('a second stage without a factor for this user is unavailable', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification(), needsSecond({ secondFactors: [] })));
  await flow.start();
  await flow.submit({ text: 'a' });
  assert.equal(inState(flow, 'unavailable').stage, 'second');
});

test('the second stage sends its own code to the phone that the first stage used', async () => {
  const verifier = new ScriptedVerifier(
    verification({ firstFactors: [phone()] }),
    verification({ firstFactors: [phone()] }),
    needsSecond({ secondFactors: [phone()] }),
    needsSecond({ secondFactors: [phone()] }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: '123456' });
  const state = inState(flow, 'answering');
  assert.deepEqual({ stage: state.stage, sent: state.sent }, { stage: 'second', sent: 1 });
  assert.deepEqual(verifier.methods, ['start', 'prepare', 'attempt', 'prepare']);
});

test('what was typed into the wrong field is in no error that might be logged', async () => {
  const { flow } = flowWith(new ScriptedVerifier(needsSecond()));
  await flow.start();
  await flow.submit({ text: 'hunter' });
  assert.ok(!JSON.stringify(flow.state).includes('hunter'));
});

test('actions that the state does not name do nothing', async () => {
  const verifier = new ScriptedVerifier(verification({ firstFactors: [password] }));
  const { flow, seen } = flowWith(verifier);
  flow.showMethods();
  flow.back();
  await flow.submit({ text: 'a' });
  await flow.resend();
  await flow.choose(password);
  assert.deepEqual(seen, []);
  await flow.start();
  await flow.start();
  await flow.resend();
  await flow.choose(password);
  flow.showMethods();
  flow.back();
  assert.deepEqual(seen, ['starting', 'answering']);
  assert.deepEqual(verifier.methods, ['start']);
});

test('only factors that are offered can be chosen', async () => {
  const { flow, seen } = flowWith(new ScriptedVerifier(verification({ firstFactors: [password, email()] })));
  await flow.start();
  await flow.choose(totp);
  assert.deepEqual(seen, ['starting', 'answering']);
});
