import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSmsCodes } from '../../src/verification/sms-codes.js';
import {
  apiError,
  deferred,
  flowWith,
  inState,
  password,
  phone,
  ScriptedVerifier,
  verification,
} from './scripted-verifier.js';

const offered = verification({ firstFactors: [phone(), password] });

function scriptedSms() {
  const asked: { signal: AbortSignal; resolve: (code: string | undefined) => void; reject: (error: Error) => void }[] =
    [];
  return {
    asked,
    receive(signal: AbortSignal): Promise<string | undefined> {
      const { promise, ...settle } = deferred<string | undefined>();
      asked.push({ signal, ...settle });
      return promise;
    },
  };
}

/** A flow that waits for a code, and the one reading of SMS that goes with it. */
async function atPhone() {
  const smsCodes = scriptedSms();
  const verifier = new ScriptedVerifier(offered, offered);
  const parts = flowWith(verifier, { smsCodes, preferredStrategy: 'phone_code' });
  await parts.flow.start();
  return { ...parts, smsCodes, verifier };
}

test('a code that the browser reads out of an SMS is handed to the interface', async () => {
  const { flow, smsCodes } = await atPhone();
  const before = inState(flow, 'answering');
  assert.ok(!('receivedCode' in before));
  smsCodes.asked[0]?.resolve('123456');
  await new Promise(setImmediate);
  assert.deepEqual(flow.state, { ...before, receivedCode: '123456' });
});

test('reading SMS ends with the question, and before anything else is asked of the browser', async () => {
  const { flow, smsCodes } = await atPhone();
  await flow.choose(password);
  assert.ok(smsCodes.asked[0]?.signal.aborted);
  smsCodes.asked[0].resolve('123456');
  await new Promise(setImmediate);
  assert.deepEqual(inState(flow, 'answering').factor, password);
  assert.equal(smsCodes.asked.length, 1);
});

test('after a wrong code the next SMS is read', async () => {
  const { flow, smsCodes, verifier } = await atPhone();
  verifier.add(apiError('form_code_incorrect', { status: 422 }));
  await flow.submit({ text: '000000' });
  smsCodes.asked[1]?.resolve('123456');
  await new Promise(setImmediate);
  const { receivedCode, error } = inState(flow, 'answering');
  assert.deepEqual([receivedCode, error?.code], ['123456', 'form_code_incorrect']);
});

test('an SMS that cannot be read, or that the user would not share, changes nothing', async () => {
  for (const settle of ['resolve', 'reject'] as const) {
    const { flow, smsCodes } = await atPhone();
    const before = flow.state;
    for (const reading of smsCodes.asked) {
      if (settle === 'resolve') reading.resolve(undefined);
      else reading.reject(new DOMException('no', 'NotAllowedError'));
    }
    await new Promise(setImmediate);
    assert.equal(flow.state, before);
  }
});

test('a browser without WebOTP reads nothing', async () => {
  assert.equal(await browserSmsCodes.receive(new AbortController().signal), undefined);
});

test('a browser with WebOTP is asked for an SMS, with the signal that ends the request', async (t) => {
  const requests: unknown[] = [];
  const answers: unknown[] = [{ code: '123456' }, { id: 'no code' }, null];
  const credentials = {
    get: async (request: unknown) => {
      requests.push(request);
      return answers.shift();
    },
  };
  Object.assign(globalThis, { OTPCredential: class {} });
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { credentials }, configurable: true });
  t.after(() => {
    Reflect.deleteProperty(globalThis, 'OTPCredential');
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
    else Reflect.deleteProperty(globalThis, 'navigator');
  });
  const { signal } = new AbortController();
  assert.equal(await browserSmsCodes.receive(signal), '123456');
  assert.deepEqual(requests, [{ otp: { transport: ['sms'] }, signal }]);
  assert.equal(await browserSmsCodes.receive(signal), undefined);
  assert.equal(await browserSmsCodes.receive(signal), undefined);
});
