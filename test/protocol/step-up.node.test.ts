import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseStepUpHeader } from '../../src/protocol/step-up.js';

const strict = { level: 'second_factor', afterMinutes: 10, source: 'test' };
const parse = (header: string | null) => parseStepUpHeader(header, 'test');
const ERROR = 'error="insufficient_user_authentication"';

describe('a step-up challenge in WWW-Authenticate', () => {
  it('is read from the two examples of RFC 9470', () => {
    const description = 'error_description="A different authentication level is required"';
    const byAcr = `Bearer ${ERROR}, ${description}, acr_values="myACR"`;
    const byAge = `Bearer ${ERROR}, error_description="More recent authentication is required", max_age="5"`;
    assert.deepEqual(parse(byAcr), strict);
    assert.deepEqual(parse(byAge), { ...strict, afterMinutes: 5 / 60 });
  });

  it('is read whatever the scheme is', () => {
    for (const scheme of ['Bearer', 'bearer', 'DPoP', 'GNAP', 'X-Own'])
      assert.deepEqual(parse(`${scheme} ${ERROR}`), strict);
  });

  it('reads max_age as seconds, as a token or quoted', () => {
    for (const maxAge of ['600', '"600"']) assert.deepEqual(parse(`Bearer ${ERROR}, max_age=${maxAge}`), strict);
    assert.equal(parse(`Bearer ${ERROR}, max_age="90"`)?.afterMinutes, 1.5);
  });

  it('takes the age from strict where max_age is no number above zero', () => {
    for (const maxAge of ['""', '"0"', '"-5"', '"soon"', 'NaN']) {
      assert.deepEqual(parse(`Bearer ${ERROR}, max_age=${maxAge}`), strict);
    }
  });

  it('takes level and age from acr_values where they name one of ours, the first that does', () => {
    assert.equal(parse(`Bearer ${ERROR}, acr_values="multi_factor"`)?.level, 'multi_factor');
    assert.equal(parse(`Bearer ${ERROR}, acr_values="urn:mace first_factor multi_factor"`)?.level, 'first_factor');
    assert.equal(parse(`Bearer ${ERROR}, acr_values="lax"`)?.afterMinutes, 1440);
    assert.deepEqual(parse(`Bearer ${ERROR}, acr_values="constructor __proto__"`), strict);
  });

  it('lets max_age count over the age that a preset in acr_values brings', () => {
    const expected = { level: 'multi_factor', afterMinutes: 2, source: 'test' };
    assert.deepEqual(parse(`Bearer ${ERROR}, acr_values="strict_mfa", max_age="120"`), expected);
  });

  it('is found among other challenges, with only its own parameters', () => {
    const others = [
      'Basic realm="a, b", charset="UTF-8"',
      'Negotiate YWJj==',
      'Digest realm="x", max_age="60", nonce=abc',
    ];
    for (const other of others) {
      assert.deepEqual(parse(`${other}, Bearer ${ERROR}`), strict);
      assert.deepEqual(parse(`Bearer ${ERROR}, ${other}`), strict);
    }
    assert.deepEqual(parse(`${others.join(', ')}, Bearer realm="r", ${ERROR}, max_age="60"`), {
      ...strict,
      afterMinutes: 1,
    });
  });

  it('understands quoted escapes, and does not look inside quoted text', () => {
    const escaped = 'error="insufficient\\_user\\_authentication"';
    assert.deepEqual(parse(`Bearer ${escaped}`), strict);
    assert.deepEqual(parse(`Bearer realm="say \\"hi\\", Basic x=1", ${ERROR}`), strict);
    assert.equal(parse(`Bearer realm="${ERROR.replaceAll('"', '\\"')}"`), undefined);
    assert.equal(parse('Bearer error_description="error=insufficient_user_authentication"'), undefined);
  });

  it('is read with names in any case, and with white space wherever it is allowed', () => {
    assert.deepEqual(parse(`Bearer\tERROR = "insufficient_user_authentication" ,, Max_Age\t=\t"600" ,`), strict);
    assert.deepEqual(parse('Bearer error=insufficient_user_authentication'), strict);
  });
});

const nearMisses: (string | null)[] = [
  null,
  '',
  ' ',
  ',',
  'Bearer',
  'Bearer realm="x"',
  'Bearer error="insufficient_scope"',
  'Bearer error="invalid_token"',
  'Bearer error="INSUFFICIENT_USER_AUTHENTICATION"',
  'Bearer error="insufficient_user_authentication "',
  'Bearer error=" insufficient_user_authentication"',
  'Bearer error="insufficient_user_authentication2"',
  'Bearer error="insufficient-user-authentication"',
  'Bearer error="insufficient_user_authentication',
  "Bearer error='insufficient_user_authentication'",
  'Bearer error:"insufficient_user_authentication"',
  'Bearer errors="insufficient_user_authentication"',
  'Bearer x_error="insufficient_user_authentication"',
  'Bearer error_description="insufficient_user_authentication"',
  'Bearer error_uri="insufficient_user_authentication"',
  'Bearer insufficient_user_authentication',
  'insufficient_user_authentication',
  'error="insufficient_user_authentication"',
  'Bearer "error"="insufficient_user_authentication"',
  'Bearer realm="error=\\"insufficient_user_authentication\\""',
];

describe('a header that is almost a step-up challenge', () => {
  for (const header of nearMisses) it(`passes: ${String(header)}`, () => assert.equal(parse(header), undefined));
});

describe('any header', () => {
  it('is read without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        const challenge = parse(`Bearer ${ERROR}${header}`);
        assert(challenge === undefined || challenge.afterMinutes > 0);
        parse(header);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read in time that grows with its length only', () => {
    const hostile = ['a=" ', 'a="\\', 'a ', 'a\t=', '"', '\\"', 'a=', 'a="b" ', ',', 'a='.concat('b'.repeat(50))];
    const started = performance.now();
    for (const piece of hostile) parse(piece.repeat(65_536 / piece.length));
    assert(performance.now() - started < 2_000);
  });
});
