import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as clerk from '@clerk/shared/authorization-errors';
import fc from 'fast-check';
import { parseChallengeBody } from '../../src/protocol/challenge-body.js';
import { isReverificationError, reverificationError } from '../../src/protocol/challenge.js';
import { nearMisses } from './near-misses.js';

const strict = { level: 'second_factor', afterMinutes: 10, source: 'test' };
const clerkError = (metadata?: unknown) => ({
  clerk_error: { type: 'forbidden', reason: 'reverification-error', ...(metadata === undefined ? {} : { metadata }) },
});
const withConfig = (reverification: unknown) => clerkError({ reverification });
const parse = (body: unknown) => parseChallengeBody(body, 'test');

describe('a challenge in a body', () => {
  it('is read from what Clerk’s JavaScript helper sends', async () => {
    const configs = ['strict_mfa', 'strict', 'moderate', 'lax', { level: 'first_factor', afterMinutes: 3 }] as const;
    const expected = [
      { level: 'multi_factor', afterMinutes: 10, source: 'test' },
      { level: 'second_factor', afterMinutes: 10, source: 'test' },
      { level: 'second_factor', afterMinutes: 60, source: 'test' },
      { level: 'second_factor', afterMinutes: 1440, source: 'test' },
      { level: 'first_factor', afterMinutes: 3, source: 'test' },
    ];
    for (const [index, config] of configs.entries()) {
      const body: unknown = await clerk.reverificationErrorResponse(config).json();
      assert.deepEqual(parse(body), expected[index]);
    }
  });

  it('is strict where Clerk’s helper was given no config', async () => {
    assert.deepEqual(parse(await clerk.reverificationErrorResponse().json()), strict);
  });

  it('is read from the payload of Clerk’s Ruby SDK, in snake case', () => {
    const body = withConfig({ after_minutes: 30, level: 'first_factor' });
    assert.deepEqual(parse(body), { level: 'first_factor', afterMinutes: 30, source: 'test' });
  });

  it('is read from the error lists of Clerk’s Frontend API, newer and older, wherever it stands in them', () => {
    for (const code of ['session_reverification_required', 'session_step_up_verification_required']) {
      const error = { code, message: 'Reverification required', long_message: '…', meta: {} };
      assert.deepEqual(parse({ errors: [error], clerk_trace_id: 'a1' }), strict);
      assert.deepEqual(parse({ errors: [null, 'x', { code: 'other' }, error] }), strict);
    }
  });

  it('is read among other keys', () => {
    const body = { ok: false, ...withConfig('lax'), trace: { id: 1 } };
    const { clerk_error } = body;
    assert.equal(parse(body)?.afterMinutes, 1440);
    assert.equal(parse({ clerk_error: { ...clerk_error, message: 'no', code: 7 } })?.afterMinutes, 1440);
  });

  it('is strict without metadata, or with metadata that says nothing', () => {
    for (const metadata of [undefined, null, {}, [], 'strict', 7, { reverification: null }, { other: 1 }]) {
      assert.deepEqual(parse(clerkError(metadata)), strict);
    }
  });

  it('takes from strict whatever a config says wrongly', () => {
    for (const config of ['paranoid', 'constructor', '__proto__', '', 12, true, [], ['lax'], null]) {
      assert.deepEqual(parse(withConfig(config)), strict);
    }
    for (const level of ['third_factor', '', null, 3, 'toString']) {
      assert.deepEqual(parse(withConfig({ level, afterMinutes: 5 })), { ...strict, afterMinutes: 5 });
    }
    for (const afterMinutes of [0, -1, '5', null, NaN, {}]) {
      const expected = { ...strict, level: 'multi_factor' };
      assert.deepEqual(parse(withConfig({ level: 'multi_factor', afterMinutes })), expected);
    }
  });

  it('carries the action that is to be approved, its summary as text', () => {
    const action = { id: 'act_1', summary: 'Send <b>€250.00</b> to Bob' };
    const body = clerkError({ reverification: 'strict', action: { ...action, amount: 25000 } });
    assert.deepEqual(parse(body), { ...strict, action });
    assert.deepEqual(parse(clerkError({ action: { id: 'act_1', summary: 1 } }))?.action, { id: 'act_1', summary: '' });
    for (const wrong of [null, {}, { id: 1 }, 'act_1', [action]]) {
      assert.equal(parse(clerkError({ action: wrong }))?.action, undefined);
    }
  });

  it('is what our own server sends, in every config it can be given', () => {
    for (const preset of ['strict_mfa', 'strict', 'moderate', 'lax'] as const) {
      assert.deepEqual(reverificationError(preset), clerk.reverificationError(preset));
      assert(parse(reverificationError(preset)));
    }
    const config = { level: 'first_factor', afterMinutes: 7 } as const;
    assert.deepEqual(parse(reverificationError(config)), { ...config, source: 'test' });
    assert.deepEqual(parse(reverificationError()), strict);
  });

  it('is recognised by Clerk’s own clients when our server made it', () => {
    assert.equal(clerk.isReverificationHint(reverificationError('lax')), true);
    assert.equal(clerk.isReverificationHint(JSON.parse(JSON.stringify(reverificationError()))), true);
  });
});

describe('reverificationError', () => {
  it('refuses a config that no client could satisfy', () => {
    const make = (config: unknown): unknown => Reflect.apply(reverificationError, undefined, [config]);
    assert.throws(() => make('strickt'), TypeError);
    assert.throws(() => make({ level: 'first_factor', afterMinutes: 0 }), TypeError);
    assert.throws(() => make(null), TypeError);
  });
});

describe('what is almost a challenge', () => {
  it('is there in more than fifty kinds', () => assert(nearMisses.length >= 50));

  for (const [name, body] of nearMisses) {
    it(`passes: ${name}`, () => {
      assert.equal(parse(body), undefined);
      assert.equal(isReverificationError(body), false);
    });
  }
});

describe('any JSON', () => {
  it('is read without an exception, and is a challenge only where it says so', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything({ withBigInt: true, withNullPrototype: true })), (body) => {
        assert.equal(parse(body), undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('as metadata still makes a challenge with a known level and minutes above zero', () => {
    fc.assert(
      fc.property(fc.anything(), fc.boolean(), (anything, nested) => {
        const challenge = parse(nested ? withConfig(anything) : clerkError(anything ?? null));
        assert(challenge && challenge.afterMinutes > 0);
        assert.match(challenge.level, /^(first|second|multi)_factor$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
