import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as errors from '../src/errors.js';

const guards = {
  reverification_cancelled: errors.isReverificationCancelledError,
  reverification_unavailable: errors.isReverificationUnavailableError,
  reverification_failed: errors.isReverificationFailedError,
  session_changed: errors.isSessionChangedError,
  request_not_replayable: errors.isRequestNotReplayableError,
} satisfies Record<errors.ReverificationErrorCode, unknown>;

const codes = Object.keys(guards).filter((key): key is errors.ReverificationErrorCode => key in guards);

describe('ReverificationError', () => {
  it('is recognised by the guard of its code and by no other', () => {
    for (const code of codes) {
      const error = new errors.ReverificationError(code, 'why');
      assert.deepEqual(
        codes.filter((other) => guards[other](error)),
        [code],
      );
      assert.equal(errors.isReverificationFailure(error), true);
    }
  });

  it('is recognised across two copies of the package on one page', async () => {
    // A query makes the module loader evaluate the file once more, as a second bundle would be.
    const url = new URL('../src/errors.ts?second-copy', import.meta.url).href;
    const copy: unknown = await import(url);
    assert(typeof copy === 'object' && copy !== null && 'ReverificationError' in copy);
    const { ReverificationError: Other } = copy;
    assert(typeof Other === 'function' && Other !== errors.ReverificationError);
    const error: unknown = Reflect.construct(Other, ['session_changed', 'signed out']);
    assert.equal(error instanceof errors.ReverificationError, false);
    assert.equal(errors.isSessionChangedError(error), true);
    assert.equal(errors.isReverificationCancelledError(error), false);
  });

  it('carries cause and response only where there are any', () => {
    const response = new Response(null, { status: 403 });
    const cause = new TypeError('network');
    const full = new errors.ReverificationError('reverification_failed', 'why', { cause, response });
    assert.deepEqual(
      [full.cause, full.response, full.message, full.name],
      [cause, response, 'why', 'ReverificationError'],
    );
    const bare = new errors.ReverificationError('reverification_failed', 'why');
    assert.deepEqual(['cause' in bare, 'response' in bare], [false, false]);
    const undefinedCause = new errors.ReverificationError('reverification_failed', 'why', { cause: undefined });
    assert.equal('cause' in undefinedCause, true);
  });

  it('is nothing that another library throws, or that merely looks like it', () => {
    const abort = new DOMException('Aborted', 'AbortError');
    const strangers = [null, undefined, 'reverification_cancelled', {}, abort, new Error('reverification_cancelled')];
    const lookalike = { name: 'ReverificationError', code: 'reverification_cancelled' };
    for (const value of [...strangers, lookalike]) {
      assert.equal(errors.isReverificationFailure(value), false);
      for (const code of codes) assert.equal(guards[code](value), false);
    }
  });
});
