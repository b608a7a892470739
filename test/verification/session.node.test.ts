import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionInfo } from '../../src/protocol/verification.js';
import {
  apiError,
  done,
  email,
  flowWith,
  inState,
  password,
  ScriptedVerifier,
  verification,
} from './scripted-verifier.js';

const signedOut = apiError('authentication_invalid', { status: 401 });
const offered = verification({ firstFactors: [password, email()] });

test('signed out at the start', async () => {
  const { flow } = flowWith(new ScriptedVerifier(signedOut));
  await flow.start();
  const { error, actions } = inState(flow, 'session_changed');
  assert.deepEqual([error.code, error.cause, actions], ['session_changed', signedOut, []]);
});

test('signed out while a code is sent', async () => {
  const { flow } = flowWith(new ScriptedVerifier(offered, signedOut));
  await flow.start();
  await flow.choose(email());
  inState(flow, 'session_changed');
});

test('signed out while an answer is checked', async () => {
  const { flow } = flowWith(new ScriptedVerifier(offered, signedOut));
  await flow.start();
  await flow.submit({ text: 'a' });
  inState(flow, 'session_changed');
});

test('signed out while starting anew', async () => {
  const { flow } = flowWith(new ScriptedVerifier(offered, apiError('verification_not_found'), signedOut));
  await flow.start();
  await flow.submit({ text: 'a' });
  inState(flow, 'session_changed');
});

const others: [string, SessionInfo][] = [
  ['another session', { id: 'sess_2', publicUserData: { identifier: 'j•••@example.com' } }],
  ['another user', { id: 'sess_1', publicUserData: { identifier: 'b•••@example.com' } }],
];
for (const [who, session] of others) {
  test(`an answer about ${who} ends the verification, even a complete one`, async () => {
    const { flow } = flowWith(new ScriptedVerifier(verification(), done({ session })));
    await flow.start();
    await flow.submit({ text: 'a' });
    assert.equal(inState(flow, 'session_changed').error.code, 'session_changed');
  });
}

test('another user, who has no such factor, is noticed by the server not knowing it', async () => {
  const bob = { id: 'sess_2', publicUserData: { identifier: 'b•••@example.com' } };
  const verifier = new ScriptedVerifier(
    verification(),
    apiError('strategy_for_user_invalid'),
    verification({ session: bob }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  inState(flow, 'session_changed');
  assert.deepEqual(verifier.methods, ['start', 'attempt', 'start']);
});

test('an answer that does not say whose session it is about is taken, and forgets nothing', async () => {
  const silent = { publicUserData: {} };
  const verifier = new ScriptedVerifier(
    verification(),
    apiError('verification_expired'),
    verification({ session: silent }),
    done({ session: { id: 'sess_2', publicUserData: {} } }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  inState(flow, 'answering');
  await flow.submit({ text: 'a' });
  inState(flow, 'session_changed');
});

test('an identifier is remembered over an answer without one', async () => {
  const verifier = new ScriptedVerifier(
    verification(),
    apiError('verification_expired'),
    verification({ session: { publicUserData: { firstName: 'Jane' } } }),
    done({ session: { publicUserData: { identifier: 'b•••@example.com' } } }),
  );
  const { flow } = flowWith(verifier);
  await flow.start();
  await flow.submit({ text: 'a' });
  await flow.submit({ text: 'a' });
  inState(flow, 'session_changed');
});

test('nothing can be done once the session has changed', async () => {
  const { flow, seen } = flowWith(new ScriptedVerifier(signedOut));
  await flow.start();
  await flow.start();
  flow.cancel();
  assert.deepEqual(seen, ['starting', 'session_changed']);
});
