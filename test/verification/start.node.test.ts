import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VerificationFormatError } from '../../src/protocol/verification.js';
import { createVerificationFlow } from '../../src/verification/flow.js';
import {
  apiError,
  deferred,
  done,
  email,
  flowWith,
  inState,
  needsSecond,
  NOW,
  offline,
  passkey,
  password,
  phone,
  prepared,
  ScriptedVerifier,
  totp,
  verification,
} from './scripted-verifier.js';
import type { Verification } from '../../src/protocol/verification.js';

test('a new flow is idle, and may be started or cancelled', () => {
  const { flow } = flowWith(new ScriptedVerifier());
  assert.deepEqual(flow.state, { name: 'idle', actions: ['start', 'cancel'] });
});

test('the browser is asked for passkeys, SMS and time unless something else is given', async () => {
  const flow = createVerificationFlow({
    verifier: new ScriptedVerifier(verification({ firstFactors: [phone(), passkey] }), verification()),
  });
  await flow.start();
  // Node has no passkeys.
  assert.equal(inState(flow, 'answering').factor.strategy, 'phone_code');
});

test('starting asks the verifier for the level and the action, and then the user for the best factor', async () => {
  const verifier = new ScriptedVerifier(verification({ firstFactors: [email(), password] }));
  const { flow, seen } = flowWith(verifier);
  await flow.start({ level: 'multi_factor', actionId: 'act_1' });
  assert.deepEqual(verifier.calls[0], {
    method: 'start',
    request: { level: 'multi_factor', actionId: 'act_1' },
    signal: verifier.calls[0]?.signal,
  });
  assert.deepEqual(seen, ['starting', 'answering']);
  const { actions, factors, factor, stage, user, sent, ...rest } = inState(flow, 'answering');
  assert.deepEqual(factors, [password, email()]);
  assert.deepEqual(
    { factor, stage, user, sent },
    { factor: password, stage: 'first', user: { identifier: 'j•••@example.com' }, sent: 0 },
  );
  assert.deepEqual(actions, ['submit', 'choose', 'showMethods', 'cancel']);
  assert.ok(!('resendAt' in rest || 'expireAt' in rest || 'error' in rest));
});

test('while it starts, only cancelling is possible', async () => {
  const answer = deferred<Verification>();
  const { flow } = flowWith(new ScriptedVerifier(answer.promise));
  const started = flow.start({ level: 'first_factor' });
  assert.deepEqual(flow.state, { name: 'starting', level: 'first_factor', actions: ['cancel'] });
  answer.resolve(verification());
  await started;
});

test('the preferred strategy is asked for first', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification({ firstFactors: [password, email()] }), verification()), {
    preferredStrategy: 'email_code',
  });
  await flow.start();
  assert.deepEqual(inState(flow, 'answering').factor, email());
});

test('a level of the second factor that the user lacks is asked for as a first factor', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification({ level: 'second_factor', secondFactors: [] })));
  await flow.start({ level: 'second_factor' });
  assert.equal(inState(flow, 'answering').stage, 'first');
});

test('a level of the second factor starts at the second stage', async () => {
  const { flow } = flowWith(new ScriptedVerifier(needsSecond({ level: 'second_factor' })));
  await flow.start({ level: 'second_factor' });
  assert.deepEqual(inState(flow, 'answering').factor, totp);
});

test('a verification that is complete from the start completes', async () => {
  const complete = done();
  const { flow, seen } = flowWith(new ScriptedVerifier(complete));
  await flow.start();
  assert.deepEqual(flow.state, { name: 'complete', verification: complete, actions: [] });
  assert.deepEqual(seen, ['starting', 'complete']);
});

test('a user without any factor is told that there is none', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification({ firstFactors: [], secondFactors: [] })));
  await flow.start();
  const state = inState(flow, 'unavailable');
  assert.deepEqual(state.actions, ['cancel']);
  assert.equal(state.stage, 'first');
  assert.deepEqual(state.user, { identifier: 'j•••@example.com' });
});

test('passkeys alone are no factor in a browser that has none', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification({ firstFactors: [passkey] })));
  await flow.start();
  inState(flow, 'unavailable');
});

const failures = {
  network_error: offline(),
  unexpected_response: new VerificationFormatError('HTML'),
  origin_invalid: apiError('origin_invalid', { status: 403 }),
  too_many_requests: apiError('too_many_requests', { status: 429, retryAfter: 90 }),
};
for (const [code, cause] of Object.entries(failures)) {
  test(`a start that fails with ${code} says so, and may be tried again as it was`, async () => {
    const verifier = new ScriptedVerifier(cause, verification());
    const { flow } = flowWith(verifier);
    await flow.start({ level: 'first_factor', actionId: 'act_1' });
    const { error, actions } = inState(flow, 'failed');
    assert.equal(error.code, code);
    assert.equal(error.cause, cause);
    assert.deepEqual(actions, ['start', 'cancel']);
    await flow.start();
    inState(flow, 'answering');
    assert.deepEqual(
      verifier.calls.map((call) => 'request' in call && call.request),
      [
        { level: 'first_factor', actionId: 'act_1' },
        { level: 'first_factor', actionId: 'act_1' },
      ],
    );
  });
}

test('a locked user learns until when', async () => {
  const { flow } = flowWith(new ScriptedVerifier(failures.too_many_requests));
  await flow.start();
  assert.equal(inState(flow, 'failed').error.retryAt, NOW + 90_000);
});

test('a server error of status 5xx is an unexpected response, whatever its code', async () => {
  const { flow } = flowWith(new ScriptedVerifier(apiError('internal', { status: 500 })));
  await flow.start();
  assert.equal(inState(flow, 'failed').error.code, 'unexpected_response');
});

test('a verifier that throws, or answers with nonsense, fails the start instead of breaking the flow', async () => {
  const throwing = () => {
    throw new Error('bug');
  };
  const broken = flowWith({ start: throwing, prepare: throwing, attempt: throwing });
  await broken.flow.start();
  assert.equal(inState(broken.flow, 'failed').error.code, 'network_error');
  const unsupported = flowWith(new ScriptedVerifier(verification()), {
    passkeys: { supported: throwing, get: throwing },
  });
  await unsupported.flow.start();
  inState(unsupported.flow, 'failed');
});

test('a verification that waits for a code which was sent earlier goes on there, and sends none', async () => {
  const resumed = verification({
    firstFactors: [password, email()],
    firstFactorVerification: prepared('email_code'),
  });
  const verifier = new ScriptedVerifier(resumed);
  const { flow } = flowWith(verifier);
  await flow.start();
  const state = inState(flow, 'answering');
  assert.deepEqual(state.factor, email());
  assert.deepEqual(
    { sent: state.sent, resendAt: state.resendAt, expireAt: state.expireAt },
    { sent: 1, resendAt: NOW, expireAt: NOW + 600_000 },
  );
  assert.deepEqual(verifier.methods, ['start']);
});

test('states are frozen, with their lists', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification()));
  await flow.start();
  const state = inState(flow, 'answering');
  assert.ok(Object.isFrozen(state) && Object.isFrozen(state.actions) && Object.isFrozen(state.factors));
});
