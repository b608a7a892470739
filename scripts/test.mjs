// All tests: Node, Deno, Bun, the three engines, the demo driven as a person would. Prints what it is doing, each
// runner's output, and one line with all counts at the end. `node scripts/test.mjs node chromium` runs only those.
//
// Tests in Node use every processor by themselves and measure memory: they run alone. A browser uses little more than
// one, so that two lanes of browsers run side by side after them.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findRuntime, runtimes } from '../test/runtimes/find-runtime.mjs';
import { engines, findEngine } from './engines.mjs';
import { failuresIn } from './failures.mjs';

const inCi = process.env.CI === 'true';
const bin = (name) => join('node_modules', '.bin', name);
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

const runners = {
  node: {
    command: [
      bin('c8'),
      ...['--reporter', 'json', '--report-dir', 'coverage/node', '--temp-directory', 'coverage/node/tmp'],
      ...['--include', 'src/**/*.ts', '--exclude', 'nothing', '--extension', '.ts', '--clean', '--'],
      ...[process.execPath, '--import', 'tsx', '--test', '--test-reporter', './scripts/node-reporter.mjs'],
      // Node's own choice leaves one processor idle.
      ...['--test-concurrency', String(availableParallelism())],
      ...testFiles('.node.test.ts'),
    ],
  },
  ...Object.fromEntries(
    runtimes.map((runtime) => [
      runtime,
      {
        isInstalled: () => findRuntime(runtime),
        command: [process.execPath, 'test/runtimes/run.mjs', runtime],
      },
    ]),
  ),
  ...Object.fromEntries(
    engines.map((engine) => [
      engine,
      {
        isInstalled: () => findEngine(engine),
        command: [bin('wtr')],
        env: { ENGINE: engine, COVERAGE: engine === 'chromium' ? '1' : '0' },
      },
    ]),
  ),
  e2e: { command: [bin('playwright'), 'test'] },
};

const lanes = [
  ['chromium', 'e2e', 'deno', 'bun'],
  ['firefox', 'webkit'],
];

const started = Date.now();
rmSync('coverage', { recursive: true, force: true });
await step('setup', [process.execPath, 'scripts/setup.mjs', '--browsers']);
await step('build', [process.execPath, 'scripts/build.mjs', '--if-stale']);

const chosen = process.argv.slice(2);
const stranger = chosen.find((name) => !runners[name]);
if (stranger) throw new Error(`expected ${Object.keys(runners).join(', ')}, got ${stranger}`);
const isChosen = (name) => chosen.length === 0 || chosen.includes(name);
if (isChosen('node')) await runTests('node');
await Promise.all(lanes.map((lane) => inTurn(lane.filter(isChosen))));
if (chosen.length === 0) await requireCoverage();

const { passed, failed, skipped } = totals;
if (failures.length > 0) console.log(`\n▶ failures\n${failures.join('\n')}`);
console.log(`\ntest: ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/** What must succeed before there is anything to test. */
async function step(name, command) {
  const { status } = await run(name, { command });
  if (status === 0) return;
  console.log(`\n${name} failed\n0 passed, 1 failed`);
  process.exit(1);
}

async function inTurn(names) {
  for (const name of names) await runTests(name);
}

async function runTests(name) {
  const runner = runners[name];
  if (runner.isInstalled && !runner.isInstalled() && !inCi) {
    console.log(`\n▶ ${name}: left out, it is not installed`);
    return;
  }
  const { status, output } = await run(name, runner);
  const counts = countsIn(output);
  totals.passed += counts.passed;
  totals.skipped += counts.skipped;
  totals.failed += counts.failed;
  failures.push(...failuresIn(output).map((failure) => `✖ ${name}: ${failure.slice('✖ '.length)}`));
  if (counts.failed > 0) return;
  if (status !== 0 || counts.passed === 0) {
    failures.push(`✖ ${name}: ${status === 0 ? 'ran no tests' : `ended with status ${status}`}`);
    totals.failed += 1;
  }
}

/** The runner's own last line of counts. */
function countsIn(output) {
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  const [passed = 0, failed = 0, skipped = 0] = line?.slice(1).map(Number) ?? [];
  return { passed, failed, skipped };
}

async function requireCoverage() {
  const { checkCoverage } = await import('./coverage.mjs');
  console.log('\n▶ coverage');
  const reports = ['coverage/node/coverage-final.json', 'coverage/chromium/coverage-final.json'];
  const outcome = checkCoverage(reports).passed ? 'passed' : 'failed';
  totals[outcome] += 1;
  if (outcome === 'failed') failures.push('✖ coverage: see above');
}

function run(name, { command: [program, ...args], env = {} }) {
  console.log(`\n▶ ${name}`);
  const since = Date.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: '0', ...env },
    shell: process.platform === 'win32',
  });
  let output = '';
  // Whole lines, each with its runner's name: another may be writing at the same time.
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`;
      console.log(`${name} | ${line}`);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      console.log(`${name}: ${Math.round((Date.now() - since) / 1000)} s`);
      resolve({ status, output });
    });
  });
}

function testFiles(suffix) {
  return readdirSync('test', { recursive: true })
    .filter((name) => name.endsWith(suffix))
    .map((name) => join('test', name))
    .sort();
}
