import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { unlessAborted } from '../../src/verification/abort.js';

test('leaves no listener on a signal once the work has settled', async () => {
  const { signal } = new AbortController();
  const during: number[] = [];
  const count = () => getEventListeners(signal, 'abort').length;
  const work = async (outcome: string) => {
    await Promise.resolve();
    during.push(count());
    if (outcome === 'fails') throw new Error(outcome);
    return outcome;
  };
  assert.equal(await unlessAborted(signal, () => work('succeeds')), 'succeeds');
  await assert.rejects(
    unlessAborted(signal, () => work('fails')),
    { message: 'fails' },
  );
  assert.deepEqual(during, [1, 1]);
  assert.equal(count(), 0);
});
