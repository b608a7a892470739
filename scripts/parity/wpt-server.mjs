import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bundleWrappers } from './wrappers.mjs';

const SECONDS_TO_START = 60;
const HOST = 'web-platform.test';
const SUBDOMAINS = ['', 'www.', 'www1.', 'www2.'];

/**
 * Serves a checkout of web-platform-tests by its own `wpt serve`, on loopback only. The harness that it serves puts the
 * column's `fetch` in place, in windows and workers alike, before a test can see it.
 */
export class WptServer {
  /** What is served in place of the checkout's own files. */
  #folder = mkdtempSync(join(tmpdir(), 'parity-'));
  #checkout;
  #process;
  #ports = { http: [], https: [] };

  constructor(checkout) {
    this.#checkout = checkout;
  }

  /** Where a page of the suite is. */
  addressOf(path) {
    const scheme = /\.https\.|\.serviceworker\./.test(path) ? 'https' : 'http';
    return `${scheme}://${HOST}:${this.#ports[scheme][0]}${path}`;
  }

  async start() {
    const [http, http2, https, https2] = await freePorts(4);
    this.#ports = { http: [http, http2], https: [https, https2] };
    this.#writeHarness('bare', '');
    writeFileSync(join(this.#folder, 'config.json'), JSON.stringify(this.#config()));
    this.#process = spawn(
      'python3',
      [
        // Without HTTP/2 and WebTransport it needs nothing that is not in the checkout.
        ...['-W', 'ignore', 'wpt', '--venv', join(this.#folder, 'venv'), '--skip-venv-setup'],
        ...['serve', '--no-h2', '--config', join(this.#folder, 'config.json')],
      ],
      // A group of its own: it leaves its servers behind where it alone is ended.
      { cwd: this.#checkout, stdio: 'ignore', detached: true },
    );
    this.#process.unref();
    for (let left = SECONDS_TO_START; left > 0; left--) {
      if (this.#process.exitCode !== null) break;
      if (await isServed(`http://127.0.0.1:${http}/resources/testharness.js`)) return;
      await delay(1000);
    }
    throw new Error('`python3 wpt serve` did not start');
  }

  stop() {
    if (this.#process?.exitCode === null) process.kill(-this.#process.pid, 'SIGTERM');
    rmSync(this.#folder, { recursive: true });
  }

  /** From now on pages and workers get this column's `fetch`. */
  async use(column) {
    this.#writeHarness(column, readFileSync(await bundleWrappers('iife'), 'utf8'));
  }

  #config() {
    const overridden = ['/resources/testharness.js', '/resources/testharnessreport.js'];
    return {
      server_host: '127.0.0.1',
      bind_address: true,
      check_subdomains: false,
      ports: this.#ports,
      aliases: overridden.map((path) => ({ 'url-path': path, 'local-dir': this.#folder })),
    };
  }

  /** All that the tests send to: the page-wide interception covers it. */
  #origins() {
    const hosts = SUBDOMAINS.flatMap((name) => [`${name}${HOST}`, `${name}not-${HOST}`]);
    return hosts.flatMap((host) =>
      Object.entries(this.#ports).flatMap(([scheme, ports]) => ports.map((port) => `${scheme}://${host}:${port}`)),
    );
  }

  #writeHarness(column, bundle) {
    const original = readFileSync(join(this.#checkout, 'resources/testharness.js'), 'utf8');
    const install =
      bundle && `(() => {${bundle}\nParity.install('${column}', ${JSON.stringify(this.#origins())});})();\n`;
    writeFileSync(join(this.#folder, 'testharness.js'), OLDER_SERVER + install + original);
    writeFileSync(join(this.#folder, 'testharnessreport.js'), REPORT);
  }
}

/** What pages of an older server (as a test suite vendored elsewhere may have) lack. */
const OLDER_SERVER = "if ('GLOBAL' in self) GLOBAL.isShadowRealm ??= () => false;\n";

/** The place where web-platform-tests want a runner's own reporting. `parityReport` is ours, absent in inner frames. */
const REPORT = `
  setup({ output: false, timeout_multiplier: 4 });
  add_completion_callback((tests, { status }) => {
    const results = tests.map(({ name, status }) => [name, status === 0]);
    globalThis.parityReport?.({ results: [...results, ['(harness)', status === 0]] });
  });
`;

async function isServed(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Ports that nobody listens on now. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
