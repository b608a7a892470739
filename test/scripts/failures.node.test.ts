import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from '../../scripts/failures.mjs';

const lines = (...texts: string[]) => texts.join('\n');

test('failures are told again with what belongs to them, and nothing else is', () => {
  const output = lines(
    '✔ chromium › passes (12 ms)',
    '✖ chromium › fails (34 ms)',
    '    Error: expected 2',
    '',
    '    got 1',
    '✔ chromium › passes too (56 ms)',
    '    what a passed one said',
    'a.browser.test.ts',
    '  404: /missing',
    '  ✖ a.browser.test.ts › one',
    '    because',
    '  ✖ a.browser.test.ts › two',
    '  logged: nothing of it',
    '',
    '1 passed, 3 failed, 0 skipped',
  );
  assert.deepEqual(failuresIn(output), [
    lines('✖ chromium › fails (34 ms)', '    Error: expected 2', '', '    got 1'),
    lines('✖ a.browser.test.ts › one', '    because'),
    '✖ a.browser.test.ts › two',
  ]);
});

test('a failure of hundreds of lines is cut', () => {
  const [failure = ''] = failuresIn(lines('✖ long', ...Array.from({ length: 300 }, (_, n) => `    line ${n}`)));
  assert.equal(failure.split('\n').length, 31);
  assert.match(failure, /line 28\n {4}\(the rest is told above\)$/);
});
