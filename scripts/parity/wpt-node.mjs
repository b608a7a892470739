import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { record } from './results.mjs';
import { metaOf, testFiles } from './wpt-tests.mjs';
import { bundleWrappers } from './wrappers.mjs';

const PROCESSES_AT_ONCE = 2;
const MAX_MILLISECONDS = 75_000;
const child = new URL('./wpt-node-process.mjs', import.meta.url);

/** Those tests of web-platform-tests that are for any global scope, in Node: each file in a process of its own. */
export class WptInNode {
  runtime = 'node';
  columns = ['wrapped'];
  #server;
  #folder;
  #checkout;

  constructor(server, checkout, folder) {
    this.#server = server;
    this.#checkout = checkout;
    this.#folder = folder;
  }

  get name() {
    return `web-platform-tests ${this.#folder}`;
  }

  /** What can be run apart: files, with each of their variants. */
  units() {
    return testFiles(this.#checkout, this.#folder)
      .filter((path) => path.endsWith('.any.js'))
      .flatMap((path) => {
        const variants = metaOf(readFileSync(join(this.#checkout, path), 'utf8'), 'variant');
        return (variants.length > 0 ? variants : ['']).map((variant) => `/${path}${variant}`);
      });
  }

  async run(column, units) {
    const wrappers = pathToFileURL(await bundleWrappers('esm')).href;
    const results = new Map();
    const queue = [...units];
    const work = async () => {
      for (let unit = queue.shift(); unit; unit = queue.shift()) {
        const report = await runFile(this.#server.addressOf(unit), { column, wrappers });
        for (const [name, passed] of report) record(results, unit, name, passed);
      }
    };
    await Promise.all(Array.from({ length: PROCESSES_AT_ONCE }, work));
    return results;
  }
}

function runFile(address, { column, wrappers }) {
  return new Promise((resolve) => {
    const process = fork(child, [address, column, wrappers], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      timeout: MAX_MILLISECONDS,
    });
    let report = [];
    process.on('message', (results) => (report = results));
    process.stderr.on('data', (data) => {
      if (String(data).includes('parity: asked')) console.error(`${address}: ${data}`);
    });
    process.on('close', () => resolve(report));
  });
}
