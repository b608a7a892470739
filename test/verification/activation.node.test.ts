import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import {
  apiError,
  deferred,
  done,
  flowWith,
  inState,
  offline,
  ScriptedVerifier,
  verification,
} from './scripted-verifier.js';

class ActivatingVerifier extends ScriptedVerifier {
  readonly activated: Verification[] = [];
  readonly outcomes: Promise<void>[] = [];

  activate(complete: Verification): Promise<void> {
    this.activated.push(complete);
    return this.outcomes.shift() ?? Promise.resolve();
  }
}

test('a verification is complete only once it is activated', async () => {
  const complete = done();
  const verifier = new ActivatingVerifier(verification(), complete);
  const activation = deferred<undefined>();
  verifier.outcomes.push(activation.promise);
  const { flow } = flowWith(verifier);
  await flow.start();
  const submitted = flow.submit({ text: 'a' });
  while (verifier.activated.length === 0) await Promise.resolve();
  inState(flow, 'submitting');
  activation.resolve(undefined);
  await submitted;
  inState(flow, 'complete');
  assert.deepEqual(verifier.activated, [complete]);
});

test('after an activation that failed, starting again activates and does not ask the user twice', async () => {
  const verifier = new ActivatingVerifier(verification(), done());
  verifier.outcomes.push(Promise.reject(offline()));
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  assert.equal(inState(flow, 'failed').error.code, 'network_error');
  await flow.start();
  inState(flow, 'complete');
  assert.deepEqual(verifier.methods, ['start', 'attempt']);
  assert.equal(verifier.activated.length, 2);
});

test('a start with a level of its own asks again, whatever was verified before', async () => {
  const verifier = new ActivatingVerifier(done(), verification());
  verifier.outcomes.push(Promise.reject(offline()));
  const { flow } = flowWith(verifier);
  await flow.start();
  inState(flow, 'failed');
  await flow.start({ level: 'multi_factor' });
  inState(flow, 'answering');
});

test('signed out while activating', async () => {
  const verifier = new ActivatingVerifier(done());
  verifier.outcomes.push(Promise.reject(apiError('authentication_invalid', { status: 401 })));
  const { flow } = flowWith(verifier);
  await flow.start();
  inState(flow, 'session_changed');
});
