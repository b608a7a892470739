// Scripts for workers, each bundled into one file as an application would, and pages for a service worker to serve.
import { basename } from 'node:path';
import { build } from 'esbuild';
import { handleTestApi } from './test-api.mjs';

const PATH = '/worker-api/';

/** name → its bundle; a run of the tests sees no change of it. */
const bundles = new Map();

function bundle(name, format) {
  const key = `${format} ${name}`;
  const [, entry] = /^import-(.*)/.exec(name) ?? [];
  const input =
    entry === undefined
      ? { entryPoints: [`test/bridge/scripts/${name}.ts`] }
      : { stdin: importing(entry && `/${entry}`) };
  const bundled = bundles.get(key) ?? bundleOf(input, format);
  bundles.set(key, bundled);
  return bundled;
}

async function bundleOf(input, format) {
  const options = { bundle: true, write: false, format, target: 'es2022', tsconfig: 'tsconfig.json' };
  const { outputFiles } = await build({ ...options, ...input });
  return outputFiles[0].text;
}

/** A worker that imports an entry of the built package, and says on request what it got and what its scope then has. */
const importing = (entry) => ({
  resolveDir: '.',
  contents: `
    import * as entry from 'reverify-dialog${entry}';
    const names = Object.keys(entry);
    const dom = ['document', 'HTMLElement', 'window'].filter((name) => name in globalThis);
    addEventListener('message', ({ ports: [port] }) => port.postMessage({ names, dom }));`,
});

/** @type {import('koa').Middleware} */
async function workerApi(ctx, next) {
  if (!ctx.path.startsWith(PATH)) return next();
  ctx.set('Cache-Control', 'no-store');
  const refusing = ctx.url.indexOf('/test-api/');
  if (refusing > 0) {
    // The API that refuses, within a service worker's scope.
    ctx.req.url = ctx.url.slice(refusing);
    ctx.respond = false;
    await handleTestApi(ctx.req, ctx.res);
    return undefined;
  }
  const [kind, name] = ctx.path.slice(PATH.length).split('/');
  if (kind === 'module' || kind === 'classic') {
    ctx.type = 'text/javascript';
    ctx.set('Service-Worker-Allowed', '/');
    ctx.body = await bundle(basename(name, '.js'), kind === 'module' ? 'esm' : 'iife');
  } else {
    ctx.type = 'text/html';
    const { script } = ctx.query;
    const element = script ? `<script type="module" src="${PATH}module/${basename(script)}.js"></script>` : '';
    ctx.body = `<!doctype html><title>A page</title>${element}`;
  }
  return undefined;
}

export default [workerApi];
