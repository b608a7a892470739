// Serves the built files in brotli, as pages get them, an API that refuses each request once, and a verification API whose
// user has an authenticator app and types any six digits.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { buildSync } from 'esbuild';
import { bareDialog, bareInside } from './bare-dialog.mjs';
import { DIST } from './subject-files.mjs';

/** What each page calls. */
const asks = `{
  verify: () => document.querySelector('reverify-dialog').verify(),
  fetch: () => reverifyingFetch('/api/transfer', { method: 'POST', body: '{"amount":250}' }),
}`;

const page = (scripts) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,"><button>Send</button>${scripts}`;
const element = '<reverify-dialog></reverify-dialog>';
const brotli = (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });

const files = new Map([
  ['/nothing', page('')],
  ['/modules', page(`${element}<script type="module" src="/modules/stdin.js"></script>`)],
  ['/fetch', page('<script type="module" src="/fetch/stdin.js"></script>')],
  ['/script', page(`${element}<script src="/reverify-dialog.min.js"></script><script src="/page.js"></script>`)],
  ['/reverify-dialog.min.js', brotli(readFileSync(resolve(DIST, 'reverify-dialog.min.js')))],
  ['/page.js', brotli(`const { reverifyingFetch } = ReverifyDialog; window.asks = ${asks};`)],
  ['/bare', page(`${element}<script type="module" src="/bare/page.js"></script>`)],
  ['/bare/page.js', brotli(`${bareDialog} window.asks = ${asks};`)],
  ['/bare/inside.js', brotli(bareInside)],
  ...bundled('modules', 'index.js'),
  ...bundled('fetch', 'fetch.js'),
]);

/** As an application's bundler makes it: what is imported only later is a file of its own. */
function bundled(folder, entry) {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { reverifyingFetch } from ${JSON.stringify(resolve(DIST, entry))}; window.asks = ${asks};`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    write: false,
    logLevel: 'error',
    // For a build elsewhere.
    nodePaths: [resolve('node_modules')],
  });
  return outputFiles.map(({ path, contents }) => [`/${folder}/${basename(path)}`, brotli(contents)]);
}

const verification = (status) => ({
  response: {
    object: 'session_verification',
    id: 'ver_1',
    status,
    level: 'second_factor',
    supported_first_factors: [],
    supported_second_factors: [{ strategy: 'totp' }],
    session: { id: 'sess_1', public_user_data: { identifier: 'j•••@example.com', first_name: 'Jane' } },
  },
});

const refusal = {
  clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: { reverification: 'strict' } },
};

let isVerified = false;

const answers = {
  '/reverification/verify': () => [200, verification('needs_second_factor')],
  '/reverification/verify/attempt_second_factor': () => {
    isVerified = true;
    return [200, verification('complete')];
  },
  '/api/transfer': () => {
    const wasVerified = isVerified;
    isVerified = false;
    return wasVerified ? [200, { sent: true }] : [403, refusal];
  },
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  // Isolated, so that the page's clock has a resolution of 5 µs.
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  const answer = answers[pathname];
  if (answer) request.on('end', () => reply(response, ...answer())).resume();
  else sendFile(response, pathname, files.get(pathname));
});

function reply(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function sendFile(response, pathname, file) {
  const isScript = pathname.endsWith('.js');
  // Another visit: what the one before left over is gone.
  if (!isScript) isVerified = false;
  response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
  if (isScript) response.setHeader('Content-Encoding', 'br');
  response.writeHead(file ? 200 : 404).end(file);
}

server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
