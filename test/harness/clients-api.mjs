// The bank that the tests of HTTP clients talk to, and the clients themselves: each one bundled as an application's
// production build would have it, instead of thousands of modules.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const BUNDLE = /^\/test\/clients\/bundled\/([\w-]+)\.ts$/;
const BANK = /^\/(api|reverification|clients-api)\//;

/** Client → its code. */
const bundles = new Map();
/** Loaded by the first test that needs it: GraphQL and tRPC are in it. */
let bank;

/** Our own modules stay outside, so that tests and clients share them. */
const sourceOutside = {
  name: 'source-outside',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/\w+\.js$/ }, ({ path }) => ({
      path: path.replace(/^.*(\/src\/\w+)\.js$/, '$1.ts'),
      external: true,
    }));
  },
};

async function bundle(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../clients/bundled/${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['module', 'production'],
    define: { 'process.env.NODE_ENV': '"production"', ngDevMode: 'false' },
    plugins: [sourceOutside],
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** @type {import('koa').Middleware} */
async function clients(ctx, next) {
  const [, name] = BUNDLE.exec(ctx.path) ?? [];
  if (!name) return next();
  if (!bundles.has(name)) bundles.set(name, bundle(name));
  ctx.type = 'text/javascript';
  ctx.body = await bundles.get(name);
  return undefined;
}

/** @type {import('koa').Middleware} */
async function api(ctx, next) {
  if (!BANK.test(ctx.path)) return next();
  bank ??= tsImport('../clients/server/bank.ts', import.meta.url);
  const { answer } = await bank;
  const { method, headers } = ctx;
  const chunks = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const closed = new Promise((resolve) => ctx.res.once('close', resolve));
  const response = await answer(
    new Request(ctx.URL, { method, headers, ...(body.length > 0 && { body }) }),
    body.toString('latin1'),
    closed,
  );
  ctx.status = response.status;
  for (const [name, value] of response.headers) ctx.append(name, value);
  ctx.body = Buffer.from(await response.arrayBuffer());
  return undefined;
}

export default [clients, api];
