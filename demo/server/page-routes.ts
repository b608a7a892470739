import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { Hono } from 'hono';
import type { Sessions } from './sessions.js';

const pages = new URL('../pages/', import.meta.url);
const lookFolder = '../../src/looks/';
const bundle = new URL('../../dist/reverify-dialog.min.js', import.meta.url);

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const assets = ['harbour.css', 'page-of-yours.css', 'bank.js', 'phone.js', 'passkey.js', 'icon.svg'];
const workshop = ['theming.css', 'page.js', 'fields.js', 'controls.js', 'theme.js', 'preview.js', 'measure.js'];
const looks = ['plain.css', 'bootstrap.css', 'material.css', 'github.css'];

/** The demo's pages and what they load. */
export async function pageRoutes(sessions: Sessions): Promise<Hono> {
  const routes = new Hono();
  const script = await readBundle();
  const phone = await page('phone-panel.html');
  const bankPage = fill(await page('bank.html'), { integrity: integrityOf(script), phone });
  const phonePage = fill(await page('phone.html'), { phone });
  const signInPage = await page('sign-in.html');
  const previewPage = fill(await page('theming/preview.html'), { integrity: integrityOf(script) });
  const statePage = fill(await page('gallery/state.html'), { integrity: integrityOf(script) });

  routes.get('/', async (c) => ((await sessions.get(c.req.raw)) ? c.html(bankPage) : c.redirect('/sign-in')));
  routes.get('/phone', async (c) => ((await sessions.get(c.req.raw)) ? c.html(phonePage) : c.redirect('/sign-in')));
  routes.get('/sign-in', (c) => c.html(fill(signInPage, { message: signInMessage(new URL(c.req.url)) })));
  routes.get('/reverify-dialog.min.js', (c) => c.body(script, 200, { 'Content-Type': types['js'] ?? '' }));
  routes.get('/locales/:name{[a-zA-Z-]+\\.js}', async (c) => {
    const locale = await readFile(new URL(`locales/${c.req.param('name')}`, bundle), 'utf8').catch(() => undefined);
    return locale === undefined ? c.notFound() : c.body(locale, 200, { 'Content-Type': types['js'] ?? '' });
  });
  routes.get('/theming', async (c) => c.html(await page('theming/index.html')));
  routes.get('/theming/preview', (c) => c.html(previewPage));
  routes.get('/gallery', async (c) => c.html(await page('gallery/index.html')));
  routes.get('/gallery/state', (c) => c.html(statePage));
  // In TypeScript, as the tests share its states: compiled when it is asked for.
  routes.get('/gallery/:name{[a-z-]+\\.js}', async (c) => {
    const source = await page(`gallery/${c.req.param('name').replace(/js$/, 'ts')}`).catch(() => undefined);
    if (source === undefined) return c.notFound();
    const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
    return c.body(code, 200, { 'Content-Type': types['js'] ?? '' });
  });
  const files = {
    '/gallery/gallery.css': 'gallery/gallery.css',
    '/gallery/state.css': 'gallery/state.css',
    ...Object.fromEntries(assets.map((name) => [`/${name}`, name])),
    ...Object.fromEntries(workshop.map((name) => [`/theming/${name}`, `theming/${name}`])),
    ...Object.fromEntries(looks.map((name) => [`/theming/looks/${name}`, `${lookFolder}${name}`])),
  };
  for (const [path, file] of Object.entries(files)) {
    const type = types[file.split('.').pop() ?? ''] ?? 'application/octet-stream';
    routes.get(path, async (c) => c.body(await page(file), 200, { 'Content-Type': type }));
  }
  return routes;
}

const page = (name: string) => readFile(new URL(name, pages), 'utf8');

/** Puts each `{{name}}` of a page in place. The values are the demo's own HTML, never anything a visitor wrote. */
const fill = (html: string, values: Readonly<Record<string, string>>) =>
  html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');

/** Subresource Integrity: the browser runs the script only if it is the very one that was built. */
const integrityOf = (script: string) => `sha384-${createHash('sha384').update(script).digest('base64')}`;

async function readBundle(): Promise<string> {
  try {
    return await readFile(bundle, 'utf8');
  } catch (cause) {
    throw new Error('dist/reverify-dialog.min.js is not there: run "npm run build" first', { cause });
  }
}

function signInMessage({ searchParams }: URL): string {
  if (searchParams.has('expired')) return '<p role="alert">You were signed out. Please sign in again.</p>';
  return searchParams.has('wrong') ? '<p role="alert">That is not the password.</p>' : '';
}
