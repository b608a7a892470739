import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Verification } from '../../src/protocol/verification.js';
import { createVerificationFlow } from '../../src/verification/flow.js';
import { createPending } from '../../src/verification/pending-memory.js';
import type { FlowAction, FlowError, FlowState } from '../../src/verification/state.js';
import {
  apiError,
  backupCode,
  deferred,
  done,
  email,
  needsSecond,
  NOW,
  offline,
  passkey,
  password,
  phone,
  prepared,
  TabStorage,
  totp,
  verification,
} from './scripted-verifier.js';

const TERMINAL = ['complete', 'cancelled', 'session_changed'];

const firstFactors = [password, passkey, email(), phone()];
const secondFactors = [totp, phone(), backupCode];
const lists = { firstFactors, secondFactors };
const replies: (() => Verification | Error)[] = [
  () => verification(lists),
  () => verification({ ...lists, firstFactorVerification: prepared('passkey', NOW + 600_000, '{}') }),
  () => verification({ ...lists, firstFactorVerification: prepared('email_code') }),
  () => verification({ firstFactors: [], secondFactors: [] }),
  () => needsSecond(lists),
  () => done(lists),
  () => done({ ...lists, session: { id: 'sess_2', publicUserData: {} } }),
  () => apiError('form_code_incorrect', { status: 422 }),
  () => apiError('verification_expired'),
  () => apiError('verification_not_prepared'),
  () => apiError('verification_already_complete'),
  () => apiError('too_many_requests', { status: 429, retryAfter: 20 }),
  () => apiError('authentication_invalid', { status: 401 }),
  () => apiError('bad_gateway', { status: 502 }),
  () => offline(),
];

const changed: FlowError = { code: 'session_changed', scope: 'dialog', cause: undefined };

type Step =
  | { do: FlowAction; factor: number; text: string }
  | { do: 'reply'; reply: number }
  | { do: 'conclude'; changed: boolean }
  | { do: 'passkey'; ok: boolean }
  | { do: 'sms' }
  | { do: 'wait'; seconds: number };

const action = fc.constantFrom<FlowAction>('start', 'choose', 'submit', 'resend', 'showMethods', 'back', 'cancel');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom<FlowAction>('start', 'choose', 'submit', 'resend', 'showMethods') },
        action,
      ),
      factor: fc.nat(6),
      text: fc.constantFrom('123456', '', 'secret 1'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('reply' as const), reply: fc.nat(replies.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('passkey' as const), ok: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sms' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('conclude' as const), changed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(10, 31, 700) }) },
);

/** A verifier, a browser and a phone that answer when they are told to, and check that they are not asked too much. */
function world() {
  // Collected, not thrown: the flow outlives a verifier or a listener that throws.
  const violations: string[] = [];
  const must = (holds: boolean, rule: string) => {
    if (!holds) violations.push(rule);
  };
  const clock = { now: NOW };
  const requests: { signal: AbortSignal; settle: (reply: Verification | Error) => void }[] = [];
  const ceremonies: { signal: AbortSignal; settle: (ok: boolean) => void }[] = [];
  const messages: { signal: AbortSignal; settle: () => void }[] = [];
  const live = (pending: { signal: AbortSignal }[]) => pending.filter(({ signal }) => !signal.aborted);

  function ask({ signal }: { signal: AbortSignal }): Promise<Verification> {
    must(!signal.aborted, 'a request is not made for an action that is over');
    const { promise, resolve, reject } = deferred<Verification>();
    const request = {
      signal,
      settle: (reply: Verification | Error) => (reply instanceof Error ? reject(reply) : resolve(reply)),
    };
    requests.push(request);
    must(live(requests).length <= 1, 'never two requests in flight');
    return promise;
  }

  const flow = createVerificationFlow({
    verifier: {
      start: (_start, options) => ask(options),
      prepare: (_stage, _factor, options) => ask(options),
      attempt: (_stage, _answer, options) => ask(options),
    },
    passkeys: {
      supported: () => true,
      get(_options, signal) {
        const { promise, resolve, reject } = deferred<string>();
        ceremonies.push({
          signal,
          settle: (ok) => (ok ? resolve('{}') : reject(new DOMException('', 'NotAllowedError'))),
        });
        must(live([...ceremonies, ...messages]).length <= 1, 'one credential request at a time');
        return promise;
      },
    },
    smsCodes: {
      receive(signal) {
        const { promise, resolve } = deferred<string | undefined>();
        messages.push({ signal, settle: () => resolve('123456') });
        must(live([...ceremonies, ...messages]).length <= 1, 'one credential request at a time');
        return promise;
      },
    },
    pending: createPending('pending', new TabStorage(), () => clock.now),
    now: () => clock.now,
  });
  return { flow, clock, requests, ceremonies, messages, violations, must };
}

/** Lets everything that can go on without an answer go on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function act(
  { flow }: ReturnType<typeof world>,
  { do: name, factor, text }: Extract<Step, { factor: number }>,
): Promise<void> {
  const wanted = [...firstFactors, ...secondFactors][factor] ?? password;
  switch (name) {
    case 'start':
      return flow.start(text ? { level: 'multi_factor' } : undefined);
    case 'choose':
      return flow.choose(wanted);
    case 'submit':
      return flow.submit({ text });
    case 'resend':
      return flow.resend();
    case 'showMethods':
    case 'back':
    case 'cancel':
      flow[name]();
      return Promise.resolve();
  }
}

function answer(
  { flow, requests, ceremonies, messages, clock }: ReturnType<typeof world>,
  next: Exclude<Step, { factor: number }>,
): Promise<void> | undefined {
  // Late and superseded ones are answered too, and must not be heard.
  if (next.do === 'reply') requests.shift()?.settle((replies[next.reply] ?? offline)());
  else if (next.do === 'passkey') ceremonies.shift()?.settle(next.ok);
  else if (next.do === 'sms') messages.shift()?.settle();
  else if (next.do === 'conclude') return flow.conclude(next.changed ? changed : done(lists));
  else clock.now += next.seconds * 1000;
  return undefined;
}

test('whatever is done and answered, in whatever order, the flow keeps its promises', async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const it = world();
      const { flow } = it;
      const promises: Promise<void>[] = [];
      let last: FlowState = flow.state;
      flow.subscribe((state) => {
        it.must(!TERMINAL.includes(last.name), `${last.name} is terminal, but became ${state.name}`);
        it.must(Object.isFrozen(state) && Object.isFrozen(state.actions), 'states are frozen');
        reached.add(state.name);
        last = state;
      });
      for (const next of steps) {
        const before = flow.state;
        const isListed = !('factor' in next) || before.actions.includes(next.do);
        const asked = it.requests.length;
        const acted = 'factor' in next ? act(it, next) : answer(it, next);
        if (acted) promises.push(acted);
        if (!isListed) {
          assert.equal(flow.state, before, 'an action that is not listed changes nothing');
          assert.equal(it.requests.length, asked, 'and sends nothing');
        }
        await settle();
      }
      flow.cancel();
      await Promise.all(promises);
      assert.deepEqual(it.violations, []);
      assert.ok(TERMINAL.includes(flow.state.name));
      assert.equal(flow.state, last);
    }),
    { numRuns: 1500 },
  );
  const everything = [
    'starting',
    'choosing',
    'preparing',
    'answering',
    'submitting',
    'complete',
    'unavailable',
    'failed',
    'session_changed',
    'cancelled',
  ];
  assert.deepEqual([...reached].sort(), everything.sort(), 'the test went through every state');
});
