import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReverificationError, isReverificationCancelledError, isReverificationFailedError } from '../../src/errors.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { withReverification } from '../../src/intercept/with-reverification.js';
import type { NeedsReverification } from '../../src/intercept/call-options.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { nearMisses } from '../protocol/near-misses.js';
import { Asked, alwaysVerified } from './refusing-api.js';

const challenge = reverificationError('strict');
const refusal = () => Response.json(challenge, { status: 403 });
const neverAsked = () => Promise.reject(new Error('nobody should be asked'));

/** A function whose first outcomes are refusals, and how often it was called. */
function refusing<T>(refuse: () => T, refusals = 1) {
  const calls: unknown[][] = [];
  const fn = (...args: unknown[]): T | 'done' => {
    calls.push(args);
    return calls.length <= refusals ? refuse() : 'done';
  };
  return { calls, fn };
}

const throwing = (error: unknown) => () => {
  const reject: (reason: unknown) => never = (reason) => {
    throw reason as Error;
  };
  return reject(error);
};

describe('withReverification calls again', () => {
  const outcomes: Record<string, () => unknown> = {
    'a function that resolves to a challenge': () => Promise.resolve(challenge),
    'a function that returns a challenge': () => challenge,
    'a function that resolves to the error list of a Frontend API': () => ({
      errors: [{ code: 'session_reverification_required' }],
    }),
    'a function that resolves to a refused Response': () => Promise.resolve(refusal()),
    'a function that throws a challenge': throwing(challenge),
    'a function that rejects with a Response': throwing(refusal()),
    'an error with data': throwing(Object.assign(new Error(), { data: challenge })),
    'an error with a body': throwing(Object.assign(new Error(), { body: challenge })),
    'an error with response.data': throwing(Object.assign(new Error(), { response: { status: 403, data: challenge } })),
    'an error with a Response': throwing(Object.assign(new Error(), { response: refusal() })),
    'an error with a cause': throwing(new Error('outer', { cause: new Error('inner', { cause: challenge }) })),
    'an error with errors': throwing(
      new AggregateError([new Error('other'), Object.assign(new Error(), { data: challenge })]),
    ),
    'an error whose errors are codes': throwing(
      Object.assign(new Error(), { errors: [{ code: 'session_step_up_verification_required' }] }),
    ),
    'an error with a step-up header': throwing(
      Object.assign(new Error(), {
        response: new Response(null, {
          status: 401,
          headers: { 'WWW-Authenticate': 'DPoP error="insufficient_user_authentication"' },
        }),
      }),
    ),
    'an error whose body was read before, and kept as data': throwing(
      Object.assign(new Error(), { response: Response.error(), data: challenge }),
    ),
  };
  for (const [name, outcome] of Object.entries(outcomes)) {
    it(name, async () => {
      const { calls, fn } = refusing(outcome);
      let asked = 0;
      const wrapped = withReverification(fn, {}, () => Promise.resolve(asked++));
      assert.equal(await wrapped('an', 'argument'), 'done');
      assert.equal(asked, 1);
      assert.deepEqual(calls, [
        ['an', 'argument'],
        ['an', 'argument'],
      ]);
    });
  }

  it('on the same object', async () => {
    class Account {
      isVerified = false;
      close() {
        return this.isVerified ? 'closed' : challenge;
      }
    }
    const account = new Account();
    const close = withReverification(
      function (this: Account) {
        return this.close();
      },
      {},
      () => Promise.resolve((account.isVerified = true)),
    );
    assert.equal(await close.call(account), 'closed');
  });

  it('at most twice, then the refusal is the outcome', async () => {
    const response = refusal();
    const last = refusing(() => response.clone(), 9);
    const answer = await withReverification(last.fn, {}, alwaysVerified)();
    assert.ok(answer instanceof Response && answer.status === 403);
    assert.equal(last.calls.length, 3);

    const error = Object.assign(new Error(), { data: challenge });
    const rejecting = refusing(throwing(error), 9);
    await assert.rejects(withReverification(rejecting.fn, {}, alwaysVerified)(), (thrown) => thrown === error);

    const value = refusing(() => challenge, 9);
    await assert.rejects(withReverification(value.fn, {}, alwaysVerified)(), isReverificationFailedError);
    assert.equal(value.calls.length, 3);
  });

  it('together: many calls, one question', async () => {
    const asked = new Asked();
    let isVerified = false;
    const wrapped = withReverification(
      (id: number) => (isVerified ? id : challenge),
      { reverify: asked.reverify },
      neverAsked,
    );
    const fetch = createReverifyingFetch(
      { reverify: asked.reverify, fetch: () => Promise.resolve(isVerified ? new Response('3') : refusal()) },
      neverAsked,
    );
    const calls = [
      wrapped(1),
      wrapped(2),
      fetch('http://a.test/').then((response) => response.json() as Promise<number>),
    ];
    await asked.times(1);
    isVerified = true;
    asked.verify();
    assert.deepEqual(await Promise.all(calls), [1, 2, 3]);
    assert.equal(asked.challenges.length, 1);
  });

  it('when a stream was too long to send again: the function makes a new one', async () => {
    let isVerified = false;
    const fetch = createReverifyingFetch(
      {
        maxReplayBytes: 1,
        fetch: async (_input, init) => {
          await new Response(init?.body ?? null).text();
          return isVerified ? new Response('done') : refusal();
        },
      },
      () => Promise.resolve((isVerified = true)),
    );
    const upload = withReverification(
      () =>
        fetch('http://a.test/', { method: 'POST', body: new Blob(['long']).stream(), duplex: 'half' } as RequestInit),
      {},
      alwaysVerified,
    );
    assert.equal(await (await upload()).text(), 'done');
  });
});

describe('withReverification leaves alone', () => {
  it('what is no challenge: results', async () => {
    for (const [, value] of nearMisses) {
      assert.equal(await withReverification(() => value, {}, neverAsked)(), value);
    }
    const response = Response.json({ error: 'forbidden' }, { status: 403 });
    assert.equal(await withReverification(() => response, {}, neverAsked)(), response);
    assert.equal(response.bodyUsed, false);
  });

  it('what is no challenge: errors', async () => {
    const circle: { cause?: unknown; errors?: unknown[] } = new Error('circle');
    circle.cause = { data: circle, errors: [circle] };
    const trap = Object.defineProperty(new Error('trap'), 'data', {
      get: () => {
        throw new Error('hidden');
      },
    });
    const errors = [
      new Error('other'),
      'a text',
      undefined,
      null,
      circle,
      trap,
      { errors: Array.from({ length: 1e5 }, () => ({})) },
    ];
    for (const error of errors) {
      const outcome: unknown = await withReverification(throwing(error), {}, neverAsked)().catch(
        (thrown: unknown) => thrown,
      );
      assert.equal(outcome, error);
    }
  });

  it('errors of our own', async () => {
    const error = new ReverificationError('reverification_cancelled', 'cancelled', { cause: challenge });
    await assert.rejects(withReverification(throwing(error), {}, neverAsked)(), (thrown) => thrown === error);
  });
});

describe('withReverification asks', () => {
  it('through an interface of its own, which completes', async () => {
    const { calls, fn } = refusing(() => challenge);
    const needs: NeedsReverification[] = [];
    const wrapped = withReverification(fn, { onNeedsReverification: (needed) => needs.push(needed) }, neverAsked);
    const call = wrapped();
    while (needs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(needs[0]?.level, 'second_factor');
    assert.deepEqual(needs[0].challenge, { level: 'second_factor', afterMinutes: 10, source: 'call' });
    needs[0].complete();
    assert.equal(await call, 'done');
    assert.equal(calls.length, 2);
  });

  it('through an interface of its own, which cancels', async () => {
    const { calls, fn } = refusing(() => challenge);
    const wrapped = withReverification(fn, { onNeedsReverification: ({ cancel }) => cancel() }, neverAsked);
    await assert.rejects(wrapped(), isReverificationCancelledError);
    assert.equal(calls.length, 1);
  });

  it('with the readers that are given', async () => {
    const { fn } = refusing(() => new Response('again', { status: 403 }));
    const own = () => ({ level: 'multi_factor', afterMinutes: 1, source: 'own' }) as const;
    const asked: string[] = [];
    const wrapped = withReverification(fn, { challenges: [own] }, ({ source }) => Promise.resolve(asked.push(source)));
    assert.equal(await wrapped(), 'done');
    assert.deepEqual(asked, ['own']);
  });

  it('and its type loses the challenge', async () => {
    const transfer = (amount: number): Promise<{ id: number } | typeof challenge> => Promise.resolve({ id: amount });
    const result: { id: number } = await withReverification(transfer, {}, neverAsked)(1);
    assert.deepEqual(result, { id: 1 });
  });
});
