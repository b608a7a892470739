import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { paced } from '../../src/dialog/paced.js';

const PAUSE = 1000;

/** Lets everything that needs no timer happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Work that ends when it is told to. */
function heldWork() {
  const signals: AbortSignal[] = [];
  const ends: (() => void)[] = [];
  const work = paced((signal) => {
    signals.push(signal);
    return new Promise((resolve) => ends.push(resolve));
  }, PAUSE);
  const end = async () => {
    ends.shift()?.();
    await settle();
  };
  return { work, signals, end };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('work is done at once, and once if it is asked for once', async () => {
  const { work, signals, end } = heldWork();
  work.request();
  assert.equal(signals.length, 1);
  assert.ok(work.isUnderWay);
  await end();
  assert.ok(!work.isUnderWay);
  mock.timers.tick(10 * PAUSE);
  assert.equal(signals.length, 1);
});

test('however often it is asked for meanwhile, it is done once more, after a pause', async () => {
  const { work, signals, end } = heldWork();
  for (let count = 0; count < 100; count++) work.request();
  assert.equal(signals.length, 1);
  await end();
  for (let count = 0; count < 100; count++) work.request();
  mock.timers.tick(PAUSE - 1);
  assert.equal(signals.length, 1);
  mock.timers.tick(1);
  assert.equal(signals.length, 2);
  await end();
  mock.timers.tick(10 * PAUSE);
  assert.equal(signals.length, 2);
});

test('after the pause it is done at once again', async () => {
  const { work, signals, end } = heldWork();
  work.request();
  await end();
  mock.timers.tick(PAUSE);
  work.request();
  assert.equal(signals.length, 2);
});

test('interrupted work is told so, and what was asked for is forgotten', async () => {
  const { work, signals, end } = heldWork();
  work.request();
  work.request();
  work.interrupt();
  assert.ok(signals[0]?.aborted);
  assert.ok(!work.isUnderWay);
  await end();
  mock.timers.tick(10 * PAUSE);
  assert.equal(signals.length, 1);
});

test('interrupted, it can be asked for at once, and what was interrupted changes nothing', async () => {
  const { work, signals, end } = heldWork();
  work.request();
  work.interrupt();
  work.request();
  assert.equal(signals.length, 2);
  await end();
  assert.ok(work.isUnderWay);
  assert.ok(!signals[1]?.aborted);
});

test('interrupted in the pause, it need not wait for its end', async () => {
  const { work, signals, end } = heldWork();
  work.request();
  await end();
  work.request();
  work.interrupt();
  mock.timers.tick(10 * PAUSE);
  assert.equal(signals.length, 1);
  work.request();
  assert.equal(signals.length, 2);
});
