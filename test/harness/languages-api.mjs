// The package as it was built, in a strict page in German, with the German texts as the network may bring them:
// `/languages/<how>/<build>/`.
import { policy } from './strict-page-api.mjs';

const PATH = /^\/languages\/(\w+)\/(\w+)\/(.*)$/;

const builds = {
  module: '<script type="module" src="dist/index.js"></script>',
  script: '<script src="dist/reverify-dialog.min.js"></script>',
};

const page = (build) => `<!doctype html>
<html lang="de">
  <head><title>Sprachen</title><script src="/strict-page/violations.js"></script>${build}</head>
  <body><reverify-dialog></reverify-dialog></body>
</html>`;

/** What answers the requests for texts that are late. */
const held = new Set();

/** Resolves once somebody asks for the texts `beside` the inside of the dialog. */
let askedBeside;
const beside = new Promise((resolve) => (askedBeside = resolve));

/** @type {import('koa').Middleware} */
async function languages(ctx, next) {
  const [, how, build, path] = PATH.exec(ctx.path) ?? [];
  if (!build) return next();
  if (path === '') {
    ctx.set('Content-Security-Policy', policy.join('; '));
    ctx.type = 'text/html';
    ctx.body = page(builds[build]);
    return undefined;
  }
  if (path === 'release') {
    for (const answer of held) answer();
    held.clear();
    ctx.status = 204;
    return undefined;
  }
  ctx.url = `/${path}`;
  if (how === 'beside' && path === 'dist/chunks/interior.js') await beside;
  if (path !== 'dist/locales/de.js') return next();
  if (how === 'beside') askedBeside();
  if (how === 'late') await new Promise((resolve) => held.add(resolve));
  if (how !== 'missing') return next();
  ctx.status = 404;
  return undefined;
}

export default [languages];
