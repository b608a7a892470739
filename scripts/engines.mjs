// Where this machine keeps the browsers. Dependency-free: `setup.mjs` runs before anything is installed.
import { accessSync, constants, existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const engines = ['chromium', 'firefox', 'webkit'];

/**
 * A snap refuses to be driven: it sees neither our profile directories nor our pipes. On Ubuntu the usual names are
 * scripts that start a snap, or that tell one to install it.
 */
function isSnap(path) {
  if (realpathSync(path).includes('/snap')) return true;
  const start = readFileSync(path).subarray(0, 4096).toString('latin1');
  return start.startsWith('#!') && /\bsnap\b/.test(start);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of these programs that exists: absolute paths as they are, names along `PATH`. */
function findExecutable(candidates) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return candidates
    .filter((candidate) => candidate)
    .flatMap((candidate) => (candidate.includes('/') ? [candidate] : folders.map((folder) => join(folder, candidate))))
    .find((path) => isExecutable(path) && !isSnap(path));
}

/** Chromium's executable, or `undefined`. `CHROME_PATH` goes first. */
export const findChromium = () =>
  findExecutable([
    process.env.CHROME_PATH,
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ]);

/** Firefox's executable, or `undefined`. `FIREFOX_PATH` goes first. */
export const findFirefox = () =>
  findExecutable([
    process.env.FIREFOX_PATH,
    'firefox-esr',
    'firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);

/** What drives WebKitGTK: its WebDriver, its test browser, and a display to draw on. `undefined` if one is missing. */
export function findWebKit() {
  const driver = findExecutable([process.env.WEBKIT_DRIVER_PATH, 'WebKitWebDriver']);
  const browser = findExecutable([process.env.WEBKIT_BROWSER_PATH, ...miniBrowsers()]);
  const xvfb = findExecutable(['Xvfb']);
  return driver && browser && xvfb ? { driver, browser, xvfb } : undefined;
}

/** Debian's multiarch folders hold one MiniBrowser for each API version of WebKitGTK. */
function miniBrowsers() {
  const list = (folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
  return ['/usr/lib', '/usr/libexec', ...list('/usr/lib'), ...list('/usr/libexec')]
    .flatMap((folder) => ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map((api) => join(folder, api)))
    .map((folder) => join(folder, 'MiniBrowser'));
}

/** What each engine needs, found or `undefined`. */
export const findEngine = (engine) => ({ chromium: findChromium, firefox: findFirefox, webkit: findWebKit })[engine]();
