// One file of web-platform-tests in Node, as a browser would load it: the harness, what the file names, the file.
import dns from 'node:dns';
import { setImmediate as turn } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import { metaOf } from './wpt-tests.mjs';

const [address, column, wrappers] = process.argv.slice(2);
const bareFetch = globalThis.fetch;
// The certificate of the tests' server is known to nobody.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

/** All names of the tests mean this machine, as in a browser by its `--host-resolver-rules`. */
const lookup = dns.lookup;
dns.lookup = (hostname, options, callback) =>
  lookup(hostname.endsWith('.test') ? '127.0.0.1' : hostname, options, callback);

const load = async (url) => (await bareFetch(url)).text();
const run = (code, filename) => runInThisContext(code, { filename });

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', () => undefined);

globalThis.self = globalThis;
globalThis.location = new URL(address);
globalThis.GLOBAL = { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false };
// What a relative address is relative to, for Node's fetch.
globalThis[Symbol.for('undici.globalOrigin.1')] = new URL(address);

run(await load(new URL('/resources/testharness.js', address)), 'testharness.js');
globalThis.add_completion_callback((tests, { status }) => void report(tests, status));
if (column !== 'bare') globalThis.fetch = (await import(wrappers)).wrap(bareFetch);

const source = await load(address);
for (const script of metaOf(source, 'script')) {
  const url = new URL(script, address);
  run(await load(url), url.pathname);
}
run(source, address);

async function report(tests, status) {
  // Rejections that nobody handles are known only a turn later.
  await turn();
  await turn();
  const results = tests.map((test) => [test.name, test.status === 0]);
  const summary = [
    ['(harness)', status === 0],
    [`(${unhandled.length} unhandled rejections)`, true],
  ];
  process.send([...results, ...summary], () => process.exit());
}
