import assert from 'node:assert/strict';
import { entries } from './built.js';
import { test } from './suite.js';

for (const [name, url] of entries) {
  test(`the entry ${name} can be imported`, async () => {
    const names = Object.keys((await import(String(url))) as object);
    assert(names.length > 0);
  });
}
