// Whatever of the public test suites of `fetch` passes with bare `fetch` passes with ours in its place. CONTRIBUTING.md,
// "Parity", says how to run it. Exits with 1 where a test is lost that `explained.mjs` does not explain.
import { compare } from './compare.mjs';
import { explanationOf } from './explained.mjs';
import { PackageSuite, packageSuiteNames } from './package-suites.mjs';
import { sourceOf } from './sources.mjs';
import { WptInChromium } from './wpt-chromium.mjs';
import { WptInNode } from './wpt-node.mjs';
import { WptServer } from './wpt-server.mjs';

const makers = {
  ...Object.fromEntries(packageSuiteNames.map((name) => [name, () => new PackageSuite(name, sourceOf(name))])),
  'wpt-node': async () => new WptInNode(await wptServer(), sourceOf('wpt'), 'fetch/api'),
  'wpt-chromium': async () => new WptInChromium(await wptServer(), sourceOf('wpt'), 'fetch/api', ['wrapped', 'page']),
  // Of XMLHttpRequest only the page-wide interception knows.
  'wpt-xhr': async () => new WptInChromium(await wptServer(), sourceOf('wpt'), 'xhr', ['page']),
};

const args = process.argv.slice(2);
const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '';
const chosen = args.filter((arg) => !arg.startsWith('--'));
for (const name of chosen) {
  if (!(name in makers)) throw new Error(`expected ${Object.keys(makers).join(', ')}, got ${name}`);
}

let server;
// It is in a process group of its own, which no Ctrl+C reaches.
process.on('exit', () => server?.stop());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const rows = [];
for (const name of chosen.length > 0 ? chosen : Object.keys(makers)) {
  const suite = await makers[name]();
  const units = suite.units().filter((unit) => unit.includes(only));
  rows.push(...(await compare(suite, units)));
}
print(rows);

/** One for all suites that need it. */
async function wptServer() {
  if (!server) {
    server = new WptServer(sourceOf('wpt'));
    await server.start();
  }
  return server;
}

function print(rows) {
  console.log('\n| suite | runtime | with | tests | pass bare | unstable | explained | lost |');
  console.log('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const { name, runtime, column, total, passed, unstable, lost } of rows) {
    const explained = lost.filter((id) => explanationOf(id));
    const counts = [total, passed, unstable, explained.length, lost.length - explained.length];
    console.log(`| ${[name, runtime, column, ...counts].join(' | ')} |`);
  }
  const lost = rows.flatMap((row) => row.lost.map((id) => ({ ...row, id })));
  for (const { name, column, id } of lost) {
    console.log(`\n${column}, ${name}: ${id}\n  ${explanationOf(id) ?? 'LOST'}`);
  }
  process.exitCode = lost.every(({ id }) => explanationOf(id)) ? 0 : 1;
}
