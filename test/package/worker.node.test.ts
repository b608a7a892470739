import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

it('the entry for workers is one file that imports nothing, also not later', () => {
  const code = readFileSync('dist/worker.js', 'utf8');
  assert.match(code, /reverifyingFetch/);
  assert.doesNotMatch(code, /\bimport\s*[("'{*]|\bfrom\s*["']/);
});
