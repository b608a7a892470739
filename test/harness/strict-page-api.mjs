// A page that is as strict as its headers can make it, with the package as it was built: `/strict-page/?builds=module,script`.
const PATH = '/strict-page/';

export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "require-trusted-types-for 'script'",
];

const scripts = {
  'violations.js': `
    const violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      violations.push([effectiveDirective, blockedURI, sample].join(' '));
      document.documentElement.dataset.violations = violations.join();
    });`,
  'module.js': `
    import { reverifyingFetch } from '/dist/index.js';
    import { sendWith } from './app.js';
    sendWith('module', reverifyingFetch);`,
  'script.js': `
    import { sendWith } from './app.js';
    sendWith('script', ReverifyDialog.reverifyingFetch);`,
  'app.js': `
    export function sendWith(build, fetch) {
      const button = document.querySelector('#' + build);
      button.onclick = async () => {
        const response = await fetch('/test-api/echo?refuse=1&key=' + crypto.randomUUID(), { method: 'POST', body: 'money' });
        button.textContent = response.status + ' ' + (await response.json()).body.text;
      };
    }`,
};

const builds = {
  module: '<script type="module" src="module.js"></script>',
  script: '<script src="/dist/reverify-dialog.min.js"></script><script type="module" src="script.js"></script>',
};

const page = (names) => `<!doctype html>
<html lang="en">
  <head><title>Strict</title><script src="violations.js"></script>${names.map((name) => builds[name]).join('')}</head>
  <body><reverify-dialog></reverify-dialog>${names.map((name) => `<button id="${name}"></button>`).join('')}</body>
</html>`;

/** @type {import('koa').Middleware} */
async function strictPage(ctx, next) {
  if (!ctx.path.startsWith(PATH)) return next();
  const script = scripts[ctx.path.slice(PATH.length)];
  const { types } = ctx.query;
  ctx.set('Content-Security-Policy', [...policy, ...(types ? [`trusted-types ${types}`] : [])].join('; '));
  ctx.type = script ? 'text/javascript' : 'text/html';
  ctx.body = script ?? page(ctx.query.builds.split(','));
  return undefined;
}

export default [strictPage];
