// Makes a fresh clone ready: the npm packages and, with --browsers, the three engines that the tests run in. Needs
// Node and npm only. Does nothing where nothing is missing. --clean installs the packages anew whatever is there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { engines, findEngine } from './engines.mjs';

const REQUIRED_NODE = [20, 11];

/** Debian's names. Ubuntu has the same for WebKitGTK, but only snaps of the other two. */
const debianPackages = {
  chromium: ['chromium'],
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
if (options.has('--browsers')) installBrowsers();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [requiredMajor, requiredMinor] = REQUIRED_NODE;
  if (major > requiredMajor || (major === requiredMajor && minor >= requiredMinor)) return;
  fail(`Node ${REQUIRED_NODE.join('.')} or newer is needed; this is Node ${process.versions.node}.`);
}

function installPackages() {
  if (!options.has('--clean') && packagesAreCurrent()) return;
  step('installing the npm packages');
  // The scripts of our tools only download browsers and drivers that we do not use.
  run(['npm', 'ci', '--include=dev', '--ignore-scripts'], { shell: process.platform === 'win32' }) ||
    fail('`npm ci` failed; see above.');
}

/** Whether npm's own record of what it installed agrees with the lockfile. */
function packagesAreCurrent() {
  const installedFile = 'node_modules/.package-lock.json';
  if (!existsSync(installedFile)) return false;
  const { packages: installed } = readJson(installedFile);
  return Object.entries(readJson('package-lock.json').packages).every(
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

function run([command, ...args], { stdio = 'inherit', shell = false } = {}) {
  return spawnSync(command, args, { stdio, shell }).status === 0;
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
