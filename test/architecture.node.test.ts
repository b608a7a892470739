import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';

const cruiser = resolve('node_modules/.bin/depcruise');
const rules = resolve('.dependency-cruiser.cjs');

/** What breaks the rules in a folder, as `rule: from → to`. */
function violations(folder: string): string[] {
  const options = { cwd: folder, encoding: 'utf8' as const };
  const { stdout } = spawnSync(cruiser, ['src', '--config', rules, '--output-type', 'err'], options);
  return [...stdout.matchAll(/error ([\w-]+: .*)/g)].map(([, violation = '']) => violation);
}

/** Which rules a house made of these files would break. */
function brokenBy(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'reverify-house-'));
  const house = { 'src/errors.ts': 'export {};', 'src/protocol/a.ts': 'export const a = 1;', ...files };
  for (const [path, content] of Object.entries(house)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  symlinkSync(resolve('tsconfig.json'), join(folder, 'tsconfig.json'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
  const rulesBroken = violations(folder).map((violation) => violation.replace(/:.*/, ''));
  rmSync(folder, { recursive: true });
  return [...new Set(rulesBroken)].sort();
}

describe('the house', () => {
  it('has no arrow up, no circle and no stranger on its floors', () => {
    assert.deepEqual(violations('.'), []);
  });

  it('lets each floor stand on the ones below', () => {
    const files = {
      'src/intercept/b.ts': "import '../protocol/a.js'; import '../errors.js';",
      'src/verification/c.ts': "import '../protocol/a.js';",
      'src/dialog/d.ts': "import '../verification/c.js'; import '../locales/en.js';",
      'src/locales/en.ts': 'export {};',
      'src/fetch.ts': "import './intercept/b.js'; export const open = () => import('./dialog.js');",
      'src/dialog.ts': "import './dialog/d.js';",
    };
    assert.deepEqual(brokenBy(files), []);
  });

  it('notices an arrow up', () => {
    const protocolKnowsErrors = { 'src/protocol/b.ts': "import '../errors.js';" };
    assert.deepEqual(brokenBy(protocolKnowsErrors), ['floor-protocol']);
  });

  it('notices an arrow between neighbours, even of types only', () => {
    const neighbours = {
      'src/verification/c.ts': 'export type C = 1;',
      'src/intercept/b.ts': "import type { C } from '../verification/c.js'; export const c: C = 1;",
    };
    assert.deepEqual(brokenBy(neighbours), ['floor-intercept']);
  });

  it('notices an entry that is imported from below', () => {
    const files = { 'src/fetch.ts': 'export {};', 'src/dialog/d.ts': "import '../fetch.js';" };
    assert.deepEqual(brokenBy(files), ['entries-on-top', 'floor-dialog']);
  });

  it('notices Lit, Node and the server’s packages where they do not belong', () => {
    const files = { 'src/intercept/b.ts': "import 'lit'; import 'node:fs'; import 'kysely';" };
    const rulesBroken = [
      'lit-only-in-the-dialog',
      'no-node-in-the-browser',
      'not-all-of-lit',
      'server-packages-only-in-the-server',
    ];
    assert.deepEqual(brokenBy(files), rulesBroken);
  });

  it('notices what draws where only the element belongs', () => {
    const files = { 'src/dialog/reverify-dialog.ts': "import 'lit/html.js';" };
    assert.deepEqual(brokenBy(files), ['only-the-interior-draws']);
  });

  it('notices a circle', () => {
    const files = { 'src/protocol/a.ts': "import './b.js';", 'src/protocol/b.ts': "import './a.js';" };
    assert.deepEqual(brokenBy(files), ['no-circle']);
  });
});
