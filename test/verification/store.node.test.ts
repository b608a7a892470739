import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStore } from '../../src/verification/store.js';

test('a listener hears of each change until it stops', () => {
  const store = createStore('a');
  const heard: string[] = [];
  const stop = store.subscribe((state) => heard.push(state));
  store.set('b');
  stop();
  store.set('c');
  assert.deepEqual(heard, ['b']);
  assert.equal(store.state, 'c');
});

test('the same function may listen twice, and stop once', () => {
  const store = createStore(0);
  let count = 0;
  const listener = () => count++;
  const stop = store.subscribe(listener);
  store.subscribe(listener);
  stop();
  store.set(1);
  assert.equal(count, 1);
});

test('a listener that throws is reported, and the others still hear', (t) => {
  const report = t.mock.method(console, 'error', () => undefined);
  const store = createStore(0);
  const heard: number[] = [];
  const error = new Error('listener');
  store.subscribe(() => {
    throw error;
  });
  store.subscribe((state) => heard.push(state));
  store.set(1);
  assert.deepEqual(heard, [1]);
  assert.equal(report.mock.calls[0]?.arguments[0], error);
});

test('where there is reportError, it is told of a listener that throws', (t) => {
  const reported: unknown[] = [];
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
  t.after(() => Reflect.deleteProperty(globalThis, 'reportError'));
  const store = createStore(0);
  store.subscribe(() => {
    throw new Error('listener');
  });
  store.set(1);
  assert.equal(reported.length, 1);
});

test('when a listener changes the state, nobody hears an older state after a newer one', () => {
  const store = createStore(0);
  const heard: number[] = [];
  store.subscribe((state) => state === 1 && store.set(2));
  store.subscribe((state) => heard.push(state));
  store.set(1);
  assert.deepEqual(heard, [2]);
});

test('a listener that another one removes meanwhile hears nothing more', () => {
  const store = createStore(0);
  const heard: number[] = [];
  const stops: (() => void)[] = [];
  store.subscribe(() => stops.forEach((stop) => stop()));
  stops.push(store.subscribe((state) => heard.push(state)));
  store.set(1);
  assert.deepEqual(heard, []);
});
