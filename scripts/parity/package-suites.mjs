import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { record } from './results.mjs';
import { bundleWrappers } from './wrappers.mjs';

const MAX_MILLISECONDS = 30 * 60_000;
const preload = new URL('./preload.mjs', import.meta.url).href;
const reporter = new URL('./test-reporter.mjs', import.meta.url).href;

/** What is left out: it needs a browser, another network, the heap of a bare process, or minutes. */
const suites = {
  undici: {
    folders: ['test/fetch', 'test/node-fetch'],
    files: /^(?!fetch-leak|bundle|exiting).*\.js$/,
    command: [
      'node',
      '--expose-gc',
      '--test',
      '--test-concurrency=2',
      '--test-timeout=30000',
      `--test-reporter=${reporter}`,
    ],
    parse: nodeTestLines,
    env: (folder) => ({ PARITY_COMMONJS: `${join(folder, 'index.js')},${join(folder, 'index-fetch.js')}` }),
  },
  'node-fetch': {
    folders: ['test'],
    files: /\.js$/,
    command: ['node_modules/.bin/mocha', '--exit', '--reporter', 'json-stream'],
    parse: mochaLines,
    env: (folder) => ({ PARITY_MODULE: pathToFileURL(join(folder, 'src/index.js')).href }),
  },
  ky: {
    folders: ['test'],
    files: /^(?!browser|memory-leak).*\.ts$/,
    command: ['node_modules/.bin/ava', '--tap', '--concurrency', '1'],
    parse: tapLines,
  },
  ofetch: {
    folders: ['test'],
    files: /\.test\.ts$/,
    command: ['node_modules/.bin/vitest', 'run', '--reporter=json'],
    parse: vitestReport,
  },
};

export const packageSuiteNames = Object.keys(suites);

/** A package's own tests, run by its own runner in Node, in which each process has the column's `fetch`. */
export class PackageSuite {
  runtime = 'node';
  #folder;
  #suite;

  constructor(name, folder) {
    this.name = name;
    this.#folder = folder;
    this.#suite = suites[name];
  }

  columns = ['wrapped'];

  units() {
    return this.#suite.folders.flatMap((folder) =>
      readdirSync(join(this.#folder, folder))
        .filter((name) => this.#suite.files.test(name))
        .map((name) => `${folder}/${name}`),
    );
  }

  async run(column, units) {
    const output = await runIn(this.#folder, [...this.#suite.command, ...units], {
      ...this.#suite.env?.(this.#folder),
      PARITY_COLUMN: column,
      PARITY_WRAPPERS: pathToFileURL(await bundleWrappers('esm')).href,
      NODE_OPTIONS: `--import ${preload}`,
      CI: 'true',
    });
    const results = new Map();
    for (const { unit, name, passed } of this.#suite.parse(output, this.#folder)) record(results, unit, name, passed);
    return results;
  }
}

function runIn(cwd, [program, ...args], env) {
  return new Promise((resolve, reject) => {
    const path = existsSync(join(cwd, program)) ? join(cwd, program) : program;
    const child = spawn(path, args, { cwd, env: { ...process.env, ...env }, timeout: MAX_MILLISECONDS });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => {
      if (String(data).includes('parity: asked')) console.error(String(data));
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

const jsonLines = (output) =>
  output
    .split('\n')
    .filter((line) => /^[[{].*[\]}]$/.test(line))
    .map((line) => JSON.parse(line));

function nodeTestLines(output, folder) {
  return jsonLines(output).map(({ file, path, passed }) => ({
    unit: String(file).replace(`${folder}/`, ''),
    name: path.join(' › '),
    passed,
  }));
}

function mochaLines(output, folder) {
  return jsonLines(output)
    .filter(([event]) => event === 'pass' || event === 'fail')
    .map(([event, { file, fullTitle }]) => ({
      unit: file.replace(`${folder}/`, ''),
      name: fullTitle,
      passed: event === 'pass',
    }));
}

/** `ok 1 - file › test`; the file is left out where there is only one. */
function tapLines(output) {
  return [...output.matchAll(/^(not )?ok \d+ - (?!.*# (?:SKIP|TODO))(.+)$/gm)].map(([, not, title]) => ({
    unit: `test/${title.split(' › ')[0]}.ts`,
    name: title,
    passed: not === undefined,
  }));
}

function vitestReport(output, folder) {
  const { testResults } = JSON.parse(output.slice(output.indexOf('{"numTotal')));
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status }) => ({
        unit: name.replace(`${folder}/`, ''),
        name: fullName,
        passed: status === 'passed',
      })),
  );
}
