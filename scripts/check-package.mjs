// What others would get: packs the package, lets publint and "are the types wrong" look at the tarball. What the
// tarball holds and how it behaves in a project is tested in test/package.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = (name) => join('node_modules', '.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'reverify-package-'));
const outcomes = { passed: 0, failed: 0 };

check('build', process.execPath, ['scripts/build.mjs', '--if-stale']);
check('pack', 'npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz');
check('publint', bin('publint'), ['run', tarball, '--strict']);
// ES modules only: Node 20.19 can `require` them. The classic script is no module and has no types.
const notModules = ['./dist/reverify-dialog.min.js', './package.json'];
check('are the types wrong', bin('attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', ...notModules]);

rmSync(folder, { recursive: true });
console.log(`${outcomes.passed} passed, ${outcomes.failed} failed`);
process.exitCode = outcomes.failed > 0 ? 1 : 0;

function check(name, command, args) {
  console.log(`\n▶ ${name}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const outcome = status === 0 ? 'passed' : 'failed';
  if (outcome === 'failed') console.log(`${name} failed`);
  outcomes[outcome] += 1;
}
