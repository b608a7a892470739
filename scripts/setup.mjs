// Makes a fresh clone ready: the npm packages and, with --browsers, the three engines and the other runtimes that the
// tests run in. Needs Node and npm only. Does nothing where nothing is missing. --clean installs the packages anew
// whatever is there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRuntime, runtimes } from '../test/runtimes/find-runtime.mjs';
import { engines, findEngine } from './engines.mjs';

const REQUIRED_NODE = [20, 11];

/** Debian's names. Ubuntu has the same for WebKitGTK, but only snaps of the other two. The font is the pictures'. */
const debianPackages = {
  chromium: ['chromium', 'fonts-dejavu-core'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb', 'xauth'],
};

const advice = {
  chromium:
    'install Chromium or Google Chrome (on Ubuntu the .deb of Google Chrome; its chromium is a snap, which cannot be ' +
    'driven), or name an executable in CHROME_PATH',
  firefox:
    "install Firefox ESR (on Ubuntu Mozilla's .deb; its firefox is a snap, which cannot be driven), or name an " +
    'executable in FIREFOX_PATH',
  webkit:
    'on Linux install WebKitWebDriver, its MiniBrowser and Xvfb (Debian and Ubuntu: webkit2gtk-driver xvfb xauth)',
};

const options = new Set(process.argv.slice(2));
const inCi = process.env.CI === 'true';

checkNode();
installPackages();
if (options.has('--browsers')) {
  installRuntimes();
  installBrowsers();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [requiredMajor, requiredMinor] = REQUIRED_NODE;
  if (major > requiredMajor || (major === requiredMajor && minor >= requiredMinor)) return;
  fail(`Node ${REQUIRED_NODE.join('.')} or newer is needed; this is Node ${process.versions.node}.`);
}

function installPackages() {
  if (!options.has('--clean') && packagesAreCurrent('.')) return;
  step('installing the npm packages');
  npmCi('.') || fail('`npm ci` failed; see above.');
}

/** Deno and Bun, which npm carries. They have a folder of their own, since only the tests need their 200 MB. */
function installRuntimes() {
  const folder = 'test/runtimes';
  if (options.has('--clean') || !packagesAreCurrent(folder)) {
    step(`installing ${runtimes.join(' and ')}`);
    npmCi(folder);
  }
  const absent = runtimes.filter((runtime) => !findRuntime(runtime));
  if (absent.length === 0) return;
  if (inCi) fail(`${absent.join(', ')} missing, and CI needs all of ${runtimes.join(', ')}.`);
  console.error(`setup: npm has no ${absent.join(', ')} for this machine; going on without.`);
}

function npmCi(cwd) {
  // The scripts of our tools only download browsers and drivers that we do not use.
  return run(['npm', 'ci', '--include=dev', '--ignore-scripts'], { cwd, shell: process.platform === 'win32' });
}

/** Whether npm's own record of what it installed agrees with the lockfile. */
function packagesAreCurrent(folder) {
  const installedFile = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const { packages: installed } = readJson(installedFile);
  return Object.entries(readJson(join(folder, 'package-lock.json')).packages).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function installBrowsers() {
  const missing = engines.filter((engine) => !findEngine(engine));
  if (missing.length === 0) return;
  const asRoot = rootPrefix();
  if (asRoot && run([...asRoot, 'apt-get', '--version'], { stdio: 'ignore' })) installFromApt(missing, asRoot);
  const absent = missing.filter((engine) => !findEngine(engine));
  for (const engine of absent) console.error(`setup: no ${engine}: ${advice[engine]}.`);
  if (absent.length === 0) return;
  if (inCi) fail(`${absent.join(', ')} missing, and CI needs all of ${engines.join(', ')}.`);
  console.error(`setup: going on without ${absent.join(', ')}.`);
}

/** What to put before a command that root must run; `undefined` where we may not. */
function rootPrefix() {
  if (process.getuid?.() === 0) return ['env', 'DEBIAN_FRONTEND=noninteractive'];
  const mayRun = run(['sudo', '-n', 'true'], { stdio: 'ignore' });
  return mayRun ? ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'] : undefined;
}

/** One engine at a time, so that one that cannot be had does not cost the others. */
function installFromApt(missing, asRoot) {
  step('fetching the package lists of apt');
  run([...asRoot, 'apt-get', 'update', '-q']);
  for (const engine of missing) {
    step(`installing ${debianPackages[engine].join(' ')}`);
    run([...asRoot, 'apt-get', 'install', '-y', '-q', '--no-install-recommends', ...debianPackages[engine]]);
  }
}

function run([command, ...args], { stdio = 'inherit', shell = false, cwd = '.' } = {}) {
  return spawnSync(command, args, { stdio, shell, cwd }).status === 0;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function step(text) {
  console.log(`setup: ${text} …`);
}

function fail(text) {
  console.error(`setup: ${text}`);
  process.exit(1);
}
