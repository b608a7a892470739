// msw's service worker, where its scope is the whole page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const worker = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');

/** @type {import('koa').Middleware} */
function mockServiceWorker(ctx, next) {
  if (ctx.path !== '/mockServiceWorker.js') return next();
  ctx.type = 'text/javascript';
  ctx.body = readFileSync(worker, 'utf8');
  return undefined;
}

export default [mockServiceWorker];
