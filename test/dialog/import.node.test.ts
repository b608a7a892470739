import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('the class can be imported, and defined, where there is no DOM', async () => {
  assert.equal('document' in globalThis, false);
  const { ReverifyDialog } = await import('../../src/dialog/reverify-dialog.js');
  assert.doesNotThrow(() => {
    ReverifyDialog.define();
  });
});

test("the class's version is the package's", async () => {
  const { ReverifyDialog } = await import('../../src/dialog/reverify-dialog.js');
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.equal(ReverifyDialog.version, version);
});
