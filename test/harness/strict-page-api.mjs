// A page that is as strict as its headers can make it, with the package as it was built: `/strict-page/?builds=module,script`.
import { readFileSync } from 'node:fs';

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
  'warnings.js': `
    const warnings = [];
    const { warn } = console;
    console.warn = (...words) => {
      if (!String(words[0]).includes('lit.dev')) warnings.push(words[0]);
      document.documentElement.dataset.warnings = warnings.join('\\n');
      warn(...words);
    };`,
  'module.js': `
    import { reverifyingFetch } from '/dist/index.js';
    import { sendWith } from './app.js';
    sendWith('module', reverifyingFetch);`,
  'script.js': `
    import { sendWith } from './app.js';
    sendWith('script', ReverifyDialog.reverifyingFetch);`,
  'older-app.js': `
    import { sendWith } from './app.js';
    sendWith('older', ReverifyDialog.reverifyingFetch);`,
  get 'older.js'() {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    return readFileSync('dist/reverify-dialog.min.js', 'utf8').replaceAll(version, '0.0.9');
  },
  'lit-2.js': `
    import { html, LitElement } from '/node_modules/lit-2/index.js';
    import { reverifyingFetch } from '/dist/index.js';
    import { sendWith } from './app.js';
    customElements.define('bank-app', class extends LitElement {
      createRenderRoot() {
        return this;
      }
      render() {
        return html\`<reverify-dialog .reason=\${'Lit 2 asks.'}></reverify-dialog>\`;
      }
    });
    sendWith('lit-2', reverifyingFetch);`,
  'import.js': `
    const [, module] = document.currentScript.src.split('?');
    addEventListener('DOMContentLoaded', () => import('./' + module));`,
  'app.js': `
    export function sendWith(build, fetch) {
      const button = document.querySelector('#' + build);
      button.onclick = async () => {
        const response = await fetch('/test-api/echo?refuse=1&key=' + crypto.randomUUID(), { method: 'POST', body: 'money' });
        button.textContent = response.status + ' ' + (await response.json()).body.text;
      };
    }`,
};

/** In the order in which they are named, since all of them are deferred. */
const builds = {
  module: '<script type="module" src="module.js"></script>',
  script:
    '<script defer="" src="/dist/reverify-dialog.min.js"></script><script type="module" src="script.js"></script>',
  older: '<script defer="" src="older.js"></script><script type="module" src="older-app.js"></script>',
  'lit-2': '<script type="module" src="lit-2.js"></script>',
};

const kinds = {
  html: { type: 'text/html', start: '<!doctype html><html lang="en">', load: (scripts) => scripts },
  quirks: { type: 'text/html', start: '<html lang="en">', load: (scripts) => scripts },
  xhtml: {
    type: 'application/xhtml+xml',
    start: '<html xmlns="http://www.w3.org/1999/xhtml" lang="en">',
    // There, Chromium and WebKitGTK run nothing that is deferred, and WebKitGTK no modules that it has not imported.
    load: (scripts) => scripts.replace('defer=""', '').replace('type="module" src="', 'src="import.js?'),
  },
};

const page = (names, { start, load }) => `${start}
  <head>
    <title>Strict</title>
    <script src="violations.js"></script><script src="warnings.js"></script>
    ${names.map((name) => load(builds[name])).join('')}
  </head>
  <body>
    ${names.includes('lit-2') ? '<bank-app></bank-app>' : '<reverify-dialog></reverify-dialog>'}
    ${names.map((name) => `<button id="${name}"></button>`).join('')}
  </body>
</html>`;

/** @type {import('koa').Middleware} */
async function strictPage(ctx, next) {
  if (!ctx.path.startsWith(PATH)) return next();
  const script = scripts[ctx.path.slice(PATH.length)];
  const { types, kind = 'html' } = ctx.query;
  ctx.set('Content-Security-Policy', [...policy, ...(types ? [`trusted-types ${types}`] : [])].join('; '));
  ctx.type = script ? 'text/javascript' : kinds[kind].type;
  ctx.body = script ?? page(ctx.query.builds.split(','), kinds[kind]);
  return undefined;
}

export default [strictPage];
