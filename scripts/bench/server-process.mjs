import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { certificate } from '../../test/harness/certificate.mjs';
import { DIST } from './subject-files.mjs';

const challenge = JSON.stringify({
  clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: { reverification: 'strict' } },
});

/** Refuses the first `refuse` requests of a `key`, `early` (at the first chunk) or after having read it all. */
const seen = new Map();

/** Browsers send streams over HTTP/2 alone. */
const isHttp2 = process.argv.includes('http2');
const server = isHttp2 ? createSecureServer(certificate(), handle) : createServer(handle);

function handle(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/api') return answer(request, response, searchParams);
  const file = fileOf(pathname);
  // Isolated, so that the page's clock has a resolution of 5 µs.
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  response.setHeader('Content-Type', /js$/.test(pathname) ? 'text/javascript' : 'text/html');
  response.writeHead(file === undefined ? 404 : 200).end(file);
}

function answer(request, response, searchParams) {
  const key = searchParams.get('key');
  const count = (seen.get(key) ?? 0) + 1;
  if (key) seen.set(key, count);
  const isRefused = key !== null && count <= Number(searchParams.get('refuse'));
  const reply = () => {
    if (response.headersSent) return;
    response.writeHead(isRefused ? 403 : 200, { 'Content-Type': 'application/json' });
    response.end(isRefused ? challenge : 'true');
  };
  if (isRefused && searchParams.has('early')) request.once('data', reply);
  request.on('end', reply).resume();
}

function fileOf(pathname) {
  if (pathname === '/')
    return '<!doctype html><title>bench</title><script type="module" src="/bench/page.mjs"></script>';
  if (pathname === '/nothing') return '<!doctype html><title>bench</title><input type="file" />';
  if (pathname === '/supertokens.mjs') return supertokens();
  const [, folder, path] = /^\/(bench|dist)\/([\w/.-]+)$/.exec(pathname) ?? [];
  if (!path || path.includes('..')) return undefined;
  return readFileSync(folder === 'dist' ? resolve(DIST, path) : new URL(path, import.meta.url));
}

const supertokens = () =>
  buildSync({ entryPoints: ['supertokens-website'], bundle: true, minify: true, format: 'esm', write: false })
    .outputFiles[0].text;

const scheme = isHttp2 ? 'https' : 'http';
server.listen(0, '127.0.0.1', () => process.send(`${scheme}://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
