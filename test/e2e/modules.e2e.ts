import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Page, Route } from '@playwright/test';
import { reverificationError } from '../../src/protocol/challenge.js';

const origin = 'http://modules.test';
const root = new URL('../../', import.meta.url);
const interior = '**/chunks/interior.js';

const page = `<!doctype html>
  <script type="importmap">
    { "imports": {
      "lit/": "/node_modules/lit/",
      "lit-html": "/node_modules/lit-html/lit-html.js",
      "lit-html/": "/node_modules/lit-html/",
      "@lit/reactive-element": "/node_modules/@lit/reactive-element/reactive-element.js",
      "@lit/reactive-element/": "/node_modules/@lit/reactive-element/"
    } }
  </script>
  <reverify-dialog></reverify-dialog>
  <button onclick="this.textContent = 'Pressed'">Press</button>
  <script type="module">
    import '/dist/index.js';
    const dialog = document.querySelector('reverify-dialog');
    const start = async () => ({
      id: 'sv_1', status: 'needs_first_factor', level: 'first_factor',
      firstFactors: [{ strategy: 'passkey' }, { strategy: 'password' }], secondFactors: [], session: { publicUserData: {} },
    });
    dialog.verifier = { start };
    window.verify = () => dialog.verify('strict').then(() => 'verified', (error) => error.code);
  </script>`;

/** Serves the built modules as a plain web server would: no bundler, one file a request. */
async function serve(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname === '/refused') return route.fulfill({ status: 403, json: reverificationError('strict') });
  if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: page });
  if (!/^\/(dist|node_modules)\/.*\.js$/.test(pathname)) return route.fulfill({ status: 404 });
  await route.fulfill({ contentType: 'text/javascript', body: await readFile(new URL(`.${pathname}`, root), 'utf8') });
}

const verify = (target: Page) => target.evaluate<string>('verify()');

test.beforeEach(async ({ page: target }) => {
  await target.route(`${origin}/**`, serve);
});

test('the modules work without a bundler, and load the inside of the dialog when it first opens', async ({
  page: target,
}) => {
  const requested: string[] = [];
  target.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await target.goto(origin);
  await target.waitForFunction('window.verify');
  expect(requested.filter((path) => /interior|lit-html/.test(path))).toEqual([]);
  const outcome = verify(target);
  await expect(target.getByRole('dialog').getByLabel('Password', { exact: true })).toBeFocused();
  expect(requested).toContain('/dist/chunks/interior.js');
  await target.keyboard.press('Escape');
  expect(await outcome).toBe('reverification_cancelled');
});

test('where `fetch` alone was loaded, the dialog and its inside are asked for together', async ({ page: target }) => {
  await target.goto(origin);
  const interiorAskedFor = target.waitForRequest(interior);
  await target.route('**/dist/dialog.js', async (route) => {
    await interiorAskedFor;
    await serve(route);
  });
  await target.evaluate(`import('/dist/fetch.js').then(({ reverifyingFetch }) => {
    document.querySelector('reverify-dialog').verifier = { start: () => new Promise(() => {}) };
    void reverifyingFetch('/refused');
  })`);
  await expect(target.getByRole('dialog')).toBeVisible();
});

test('where that cannot be loaded, the caller is told and the page stays usable', async ({ page: target }) => {
  await target.goto(origin);
  await target.waitForFunction('window.verify');
  await target.route(interior, (route) => route.abort());
  expect(await verify(target)).toBe('reverification_failed');
  await expect(target.getByRole('dialog')).toHaveCount(0);
  await target.getByRole('button', { name: 'Press' }).click();
  await expect(target.getByRole('button', { name: 'Pressed' })).toBeVisible();
});

/** Never answers what is asked for, and has time pass a hundred times faster for whoever waits for that. */
async function stall(target: Page, chunk: string): Promise<void> {
  await target.addInitScript(() => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (milliseconds) => timeout(milliseconds / 100);
  });
  await target.route(chunk, () => undefined);
}

test('where that never arrives, the caller is told all the same', async ({ page: target }) => {
  await stall(target, interior);
  await target.goto(origin);
  await target.waitForFunction('window.verify');
  expect(await verify(target)).toBe('reverification_failed');
  await target.getByRole('button', { name: 'Press' }).click();
  await expect(target.getByRole('button', { name: 'Pressed' })).toBeVisible();
});

test('where what is remembered cannot be looked at, the user is asked without it', async ({ page: target }) => {
  await stall(target, '**/chunks/pending-memory.js');
  await target.goto(origin);
  await target.waitForFunction('window.verify');
  // The inside of the dialog must not be late as well.
  await target.evaluate("import('/dist/chunks/interior.js')");
  const outcome = verify(target);
  await expect(target.getByRole('dialog').getByLabel('Password', { exact: true })).toBeFocused();
  await target.keyboard.press('Escape');
  expect(await outcome).toBe('reverification_cancelled');
});

test('where the page is not secure, browsers have no passkeys, and the next method is asked for', async ({
  page: target,
}) => {
  await target.goto(origin);
  await target.waitForFunction('window.verify');
  expect(await target.evaluate(() => [isSecureContext, 'PublicKeyCredential' in window])).toEqual([false, false]);
  const outcome = verify(target);
  const dialog = target.getByRole('dialog');
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(dialog.getByRole('button', { name: 'Use another method' })).toHaveCount(0);
  await target.keyboard.press('Escape');
  expect(await outcome).toBe('reverification_cancelled');
});
