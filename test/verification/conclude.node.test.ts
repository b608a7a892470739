import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import type { FlowError } from '../../src/verification/state.js';
import { apiError, deferred, done, email, flowWith, inState, offline, password } from './scripted-verifier.js';
import { ScriptedVerifier, verification } from './scripted-verifier.js';

class ActivatingVerifier extends ScriptedVerifier {
  readonly activations: Promise<void>[] = [];
  readonly activated: Verification[] = [];

  activate(complete: Verification): Promise<void> {
    this.activated.push(complete);
    return this.activations.shift() ?? Promise.resolve();
  }
}

const changed: FlowError = { code: 'session_changed', scope: 'dialog', cause: 'signed out in another tab' };

test('a success elsewhere completes the verification, and is activated first', async () => {
  const verifier = new ActivatingVerifier(verification());
  const activation = deferred<undefined>();
  verifier.activations.push(activation.promise);
  const { flow, seen } = flowWith(verifier);
  await flow.start();
  const concluded = flow.conclude(done());
  while (verifier.activated.length === 0) await Promise.resolve();
  inState(flow, 'submitting');
  activation.resolve(undefined);
  await concluded;
  assert.deepEqual(inState(flow, 'complete').verification, done());
  assert.deepEqual(seen, ['starting', 'answering', 'submitting', 'complete']);
  assert.deepEqual(verifier.methods, ['start']);
});

test('a success elsewhere that cannot be activated is tried again without asking the user', async () => {
  const verifier = new ActivatingVerifier(verification());
  verifier.activations.push(Promise.reject(offline()));
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.conclude(done());
  assert.equal(inState(flow, 'failed').error.code, 'network_error');
  await flow.start();
  inState(flow, 'complete');
  assert.deepEqual(verifier.methods, ['start']);
});

test('a success elsewhere of another session is none', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification()));
  await flow.start();
  await flow.conclude(done({ session: { id: 'sess_2', publicUserData: {} } }));
  inState(flow, 'session_changed');
});

test('a session that has changed elsewhere ends the verification', async () => {
  const { flow, seen } = flowWith(new ScriptedVerifier(verification()));
  await flow.start();
  await flow.conclude(changed);
  assert.deepEqual(flow.state, { name: 'session_changed', error: changed, actions: [] });
  assert.equal(seen.at(-1), 'session_changed');
});

test('what is known from elsewhere ends the request that is under way', async () => {
  for (const outcome of [done(), changed]) {
    const verifier = new ScriptedVerifier(verification(), deferred<Verification>().promise);
    const { flow } = flowWith(verifier);
    await flow.start();
    const submitted = flow.submit({ text: 'a' });
    await flow.conclude(outcome);
    await submitted;
    assert.ok(verifier.calls.at(-1)?.signal.aborted);
    inState(flow, 'cause' in outcome ? 'session_changed' : 'complete');
  }
});

test('the user may be anywhere: before the first question, in the list, at a dead end, after a failure', async () => {
  const starting = flowWith(new ScriptedVerifier(deferred<Verification>().promise));
  void starting.flow.start();
  const choosing = flowWith(new ScriptedVerifier(verification({ firstFactors: [password, email()] })));
  await choosing.flow.start();
  choosing.flow.showMethods();
  const unavailable = flowWith(new ScriptedVerifier(verification({ firstFactors: [] })));
  await unavailable.flow.start();
  const failed = flowWith(new ScriptedVerifier(apiError('bad_gateway', { status: 502 })));
  await failed.flow.start();
  for (const { flow } of [starting, choosing, unavailable, failed]) {
    await flow.conclude(done());
    inState(flow, 'complete');
  }
});

test('what has ended stays as it ended', async () => {
  const { flow } = flowWith(new ScriptedVerifier(verification()));
  await flow.start();
  flow.cancel();
  await flow.conclude(done());
  await flow.conclude(changed);
  assert.equal(flow.state.name, 'cancelled');
});
