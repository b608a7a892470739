import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../src/protocol/verification.js';
import {
  deferred,
  done,
  email,
  flowWith,
  inState,
  password,
  ScriptedVerifier,
  verification,
} from './scripted-verifier.js';

const offered = verification({ firstFactors: [password, email()] });

test('cancelling aborts the request under way, settles its action, and is the end', async () => {
  const answer = deferred<Verification>();
  const verifier = new ScriptedVerifier(offered, answer.promise);
  const { flow, seen } = flowWith(verifier);
  await flow.start();
  const submitted = flow.submit({ text: 'a' });
  flow.cancel();
  assert.ok(verifier.calls.at(-1)?.signal.aborted);
  await submitted;
  answer.resolve(done());
  await answer.promise;
  await flow.start();
  flow.cancel();
  assert.deepEqual(flow.state, { name: 'cancelled', actions: [] });
  assert.deepEqual(seen, ['starting', 'answering', 'submitting', 'cancelled']);
});

test('a flow may be cancelled before it is started, while it starts, in the list of methods, and after a failure', async () => {
  const idle = flowWith(new ScriptedVerifier());
  idle.flow.cancel();
  inState(idle.flow, 'cancelled');

  const starting = flowWith(new ScriptedVerifier(deferred<Verification>().promise));
  const started = starting.flow.start();
  starting.flow.cancel();
  await started;
  inState(starting.flow, 'cancelled');

  const choosing = flowWith(new ScriptedVerifier(offered));
  await choosing.flow.start();
  choosing.flow.showMethods();
  choosing.flow.cancel();
  inState(choosing.flow, 'cancelled');

  const failed = flowWith(new ScriptedVerifier(new Error('down')));
  await failed.flow.start();
  failed.flow.cancel();
  inState(failed.flow, 'cancelled');
});

test('a late failure after cancelling changes nothing', async () => {
  const answer = deferred<Verification>();
  const { flow } = flowWith(new ScriptedVerifier(answer.promise));
  const started = flow.start();
  flow.cancel();
  answer.reject(new Error('late'));
  await started;
  inState(flow, 'cancelled');
});

test('a complete verification cannot be cancelled', async () => {
  const { flow } = flowWith(new ScriptedVerifier(done()));
  await flow.start();
  flow.cancel();
  inState(flow, 'complete');
});

test('a listener may act: what it cancels sends nothing', async () => {
  const verifier = new ScriptedVerifier(offered);
  const { flow } = flowWith(verifier);
  flow.subscribe(({ name }) => {
    if (name === 'preparing') flow.cancel();
  });
  await flow.start();
  await flow.choose(email());
  inState(flow, 'cancelled');
  assert.deepEqual(verifier.methods, ['start']);
});

test('the answer to an action that another one replaced is ignored', async () => {
  const first = deferred<Verification>();
  const verifier = new ScriptedVerifier(offered, first.promise, offered);
  const { flow } = flowWith(verifier);
  await flow.start();
  const chosen = flow.choose(email());
  flow.showMethods();
  await chosen;
  first.resolve(done());
  await first.promise;
  inState(flow, 'choosing');
  flow.back();
  inState(flow, 'preparing');
});

test('cancelling in the very moment in which an answer arrives is not undone by it', async () => {
  for (let ticks = 0; ticks < 30; ticks++) {
    const { flow } = flowWith(new ScriptedVerifier(offered, offered));
    const started = flow.start();
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
    flow.cancel();
    await started;
    inState(flow, 'cancelled');
  }
});
