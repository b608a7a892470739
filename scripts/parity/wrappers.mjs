import { join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder, workFolder } from './paths.mjs';

/**
 * What the suites run with. `bare`: `fetch` as it is; `wrapped`: `createReverifyingFetch` in its place; `page`:
 * `interceptPage()` for windows, and the same as `wrapped` for workers.
 */
export const columns = ['bare', 'wrapped', 'page'];

/** None of the suites' answers is a challenge: whoever is asked is a failure. */
const entry = `
  import { createReverifyingFetch } from './src/fetch.ts';
  import { interceptPage } from './src/page.ts';

  const reverify = (challenge) => {
    console.error('parity: asked', JSON.stringify(challenge));
    return Promise.reject(new Error('parity: nobody should be asked'));
  };

  export const wrap = (fetch) => createReverifyingFetch({ fetch, reverify });

  // In workers it is inherited.
  const ownerOfFetch = (object) => (Object.hasOwn(object, 'fetch') ? object : ownerOfFetch(Object.getPrototypeOf(object)));

  export function install(column, origins) {
    if (column === 'bare') return;
    if (column === 'page' && 'document' in globalThis) interceptPage({ reverify, origins });
    else ownerOfFetch(globalThis).fetch = wrap(globalThis.fetch);
  }
`;

/**
 * Bundles `src` for the suites.
 *
 * @param format `esm`, or `iife`: a classic script that sets `Parity`.
 * @returns the bundle's path.
 */
export async function bundleWrappers(format) {
  const outfile = join(workFolder('build'), `wrappers.${format === 'esm' ? 'mjs' : 'js'}`);
  await build({
    stdin: { contents: entry, resolveDir: projectFolder },
    outfile,
    format,
    globalName: 'Parity',
    bundle: true,
    target: 'es2022',
    tsconfig: join(projectFolder, 'tsconfig.json'),
    logLevel: 'error',
  });
  return outfile;
}
