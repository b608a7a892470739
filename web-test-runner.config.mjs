import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { findChromium, findFirefox } from './scripts/engines.mjs';
import { countReporter } from './scripts/count-reporter.mjs';
import { startWebKitDriver } from './scripts/webkit-driver.mjs';
import { webauthnPlugin } from './test/harness/webauthn-plugin.mjs';

const engine = process.env.ENGINE ?? 'chromium';

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const launchers = {
  async chromium() {
    const { chromeLauncher } = await import('@web/test-runner-chrome');
    return chromeLauncher({
      launchOptions: { executablePath: installed(findChromium(), 'Chromium'), args: chromiumFlags },
    });
  },
  async firefox() {
    const { puppeteerLauncher } = await import('@web/test-runner-puppeteer');
    return puppeteerLauncher({
      concurrency: 1,
      launchOptions: { browser: 'firefox', executablePath: installed(findFirefox(), 'Firefox'), headless: true },
    });
  },
  async webkit() {
    const { webdriverLauncher } = await import('@web/test-runner-webdriver');
    const { port, browser } = await startWebKitDriver();
    const launcher = webdriverLauncher({
      automationProtocol: 'webdriver',
      hostname: '127.0.0.1',
      port,
      path: '/',
      logLevel: 'error',
      capabilities: {
        browserName: 'MiniBrowser',
        'wdio:enforceWebDriverClassic': true,
        'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
      },
    });
    return releasingEachKey(launcher);
  },
};

/** webdriverio holds every key of a text down until the last is typed, so that the second of two equal letters is lost. */
function releasingEachKey(launcher) {
  const sendKeys = launcher.sendKeys.bind(launcher);
  launcher.sendKeys = async (sessionId, keys) => {
    // "Shift+Tab" is one stroke of two keys.
    for (const key of keys) await sendKeys(sessionId, key.length > 1 ? key.split('+') : [key]);
  };
  return launcher;
}

function installed(path, name) {
  if (path) return path;
  throw new Error(`${name} is not installed. Run \`node scripts/setup.mjs --browsers\`.`);
}

/** The APIs that refuse, for the tests that need a real server at the other end: `test/harness/*-api.mjs`. */
async function testApis() {
  const folder = new URL('./test/harness/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('-api.mjs'));
  const modules = await Promise.all(files.map((name) => import(new URL(name, folder).href)));
  return modules.flatMap((module) => module.default);
}

/** The runner's own choice is the same for two that start together: the first that was free. */
async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const launch = launchers[engine];
if (!launch) throw new Error(`ENGINE: expected chromium, firefox or webkit, got ${engine}`);

export default {
  files: 'test/**/*.browser.test.ts',
  port: await freePort(),
  nodeResolve: { exportConditions: ['development', 'browser'], browser: true },
  browsers: [await launch()],
  // One page at a time: focus, and the top layer, belong to the page in front.
  concurrency: 1,
  middleware: await testApis(),
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)) }),
    webauthnPlugin(),
  ],
  reporters: [countReporter(engine)],
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { timeout: 10_000 } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  coverage: engine === 'chromium' && process.env.COVERAGE === '1',
  coverageConfig: {
    include: ['src/**/*.ts'],
    report: true,
    reportDir: 'coverage/chromium',
    reporters: ['json'],
  },
};
