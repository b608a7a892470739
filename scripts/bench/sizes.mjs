// Bytes that a page loads at its start, after minification and brotli: ours and those of packages that wrap requests too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { DIST } from './subject-files.mjs';
import { printTable } from './table.mjs';

const ours = {
  './fetch': 'fetch.js',
  './page': 'page.js',
  '.': 'index.js',
  './dialog': 'dialog.js',
  './core': 'core.js',
};

/**
 * Packages fetched for this table only. `file`: what a page loads first. `external`: what the application has anyway.
 * `isScript`: made for a script tag, and minified.
 */
const peers = [
  { spec: 'axios-auth-refresh@5.0.2', file: 'dist/index.esm.js', external: ['axios'] },
  { spec: '@auth0/auth0-spa-js@2.28.3', file: 'dist/auth0-spa-js.production.js', isScript: true },
  { spec: '@clerk/clerk-js@6.40.0', file: 'dist/clerk.browser.js', isScript: true },
];

export async function sizes() {
  const rows = [];
  for (const [name, file] of Object.entries(ours)) {
    rows.push([`reverify-dialog${name.slice(1)}`, await weigh(resolve(DIST, file))]);
  }
  rows.push(['supertokens-website', await weigh('supertokens-website')]);
  for (const peer of peers) rows.push([peer.spec, await weighFetched(peer)]);
  printTable(
    'Bytes that load at start, minified, brotli (what is behind import() not counted)',
    ['', 'bytes', 'ratio to reverify-dialog/fetch'],
    rows.map(([name, bytes]) =>
      typeof bytes === 'number'
        ? [name, bytes.toLocaleString('en'), (bytes / rows[0][1]).toFixed(1)]
        : [name, bytes, ''],
    ),
  );
}

/** As `.size-limit.mjs` does: what is imported only later is another request. */
const laterIsAnotherRequest = {
  name: 'later',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

async function weigh(entry, external = []) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(entry)}`, resolveDir: process.cwd() },

    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
    // For a build elsewhere.
    nodePaths: [resolve('node_modules')],
    external,
    plugins: [laterIsAnotherRequest],
  });
  return brotliCompressSync(outputFiles[0].contents).length;
}

/** @returns in words, why not, where there is no registry. */
async function weighFetched({ spec, file, external, isScript }) {
  const folder = mkdtempSync(join(tmpdir(), 'reverify-bench-'));
  try {
    execFileSync('npm', ['pack', spec], { cwd: folder, stdio: 'ignore' });
    execFileSync('tar', ['-xzf', ...readdirSync(folder)], { cwd: folder });
    const path = join(folder, 'package', file);
    return isScript ? brotliCompressSync(readFileSync(path)).length : await weigh(path, external);
  } catch {
    return 'left out: could not be fetched';
  } finally {
    rmSync(folder, { recursive: true });
  }
}
