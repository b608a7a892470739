import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseApiError, serializeApiErrors, VerificationApiError } from '../../src/protocol/api-error.js';
import { anything, mutated } from './arbitraries.js';

const text = fc.string({ unit: 'binary' });
const details = fc.record(
  { code: text, message: text, longMessage: text, paramName: text, attemptsLeft: fc.nat() },
  { requiredKeys: ['code', 'message', 'longMessage'], noNullPrototype: true },
);

const wrongCode = {
  errors: [
    {
      code: 'form_code_incorrect',
      message: 'Incorrect code',
      long_message: 'The code is not the one we sent.',
      meta: { param_name: 'code', attempts_left: 4 },
    },
    { code: 'other', message: 'Other' },
  ],
};

describe('an error of the verification API', () => {
  it('is read member for member, the first of the list standing for all', () => {
    const error = parseApiError(422, wrongCode);
    const { status, code, message, paramName, attemptsLeft, retryAfter, errors } = error;
    assert(error instanceof VerificationApiError);
    assert.deepEqual([status, code, message], [422, 'form_code_incorrect', 'Incorrect code']);
    assert.deepEqual([paramName, attemptsLeft, retryAfter], ['code', 4, undefined]);
    assert.deepEqual(errors[1], { code: 'other', message: 'Other' });
  });

  it('has the code unexpected_response where the body is none of ours', () => {
    for (const body of [undefined, null, '<h1>502</h1>', [], {}, { errors: [] }, { errors: [{ code: 7 }] }]) {
      const { code, message } = parseApiError(502, body);
      assert.deepEqual([code, message], ['unexpected_response', 'unexpected answer with status 502']);
    }
  });

  it('takes the code for the message where there is none', () => {
    assert.equal(parseApiError(400, { errors: [{ code: 'odd' }] }).message, 'odd');
  });

  it('comes back from the wire as it was sent', () => {
    fc.assert(
      fc.property(fc.array(details, { minLength: 1 }), (sent) => {
        const body: unknown = JSON.parse(JSON.stringify(serializeApiErrors(sent)));
        assert.deepEqual(parseApiError(400, body).errors, sent);
      }),
      { numRuns: 1_000 },
    );
  });

  it('sends the message as the long message where there is no longer one', () => {
    const body = serializeApiErrors([{ code: 'a', message: 'b' }]);
    assert.deepEqual(body, { errors: [{ code: 'a', message: 'b', long_message: 'b', meta: {} }] });
  });

  it('is made without an exception, whatever the body and the header are', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.oneof(anything, mutated(fc.constant(wrongCode))),
        fc.option(text),
        (status, body, header) => {
          const error = parseApiError(status, body, header);
          assert(error instanceof VerificationApiError && typeof error.code === 'string');
          assert(error.retryAfter === undefined || (Number.isInteger(error.retryAfter) && error.retryAfter >= 0));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe('Retry-After', () => {
  const seconds = (header: string | null) => parseApiError(429, {}, header).retryAfter;

  it('is read as seconds', () => {
    assert.deepEqual(['0', '30', '007'].map(seconds), [0, 30, 7]);
  });

  it('is read as a date, in seconds from now and never negative', () => {
    const inAMinute = seconds(new Date(Date.now() + 60_000).toUTCString());
    assert(inAMinute !== undefined && inAMinute >= 58 && inAMinute <= 60);
    assert.equal(seconds('Wed, 21 Oct 2015 07:28:00 GMT'), 0);
  });

  it('is absent where it is missing or makes no sense', () => {
    for (const header of [null, '', 'soon', '9'.repeat(400)]) assert.equal(seconds(header), undefined);
  });
});
