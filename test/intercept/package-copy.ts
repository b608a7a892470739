import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as gate from '../../src/intercept/gate.js';
import type * as reverifyingFetch from '../../src/intercept/reverifying-fetch.js';
import type * as withReverification from '../../src/intercept/with-reverification.js';

/** What another script on the page may have of this package. */
export type PackageCopy = typeof gate & typeof reverifyingFetch & typeof withReverification;

/**
 * A copy of the whole interception, with modules, classes and state of its own. Bundled into one module, so that nothing is
 * loaded later: all that happens in it happens in microtasks.
 */
export async function packageCopy(): Promise<PackageCopy> {
  const directory = await mkdtemp(join(tmpdir(), 'reverify-'));
  const modules = ['gate', 'reverifying-fetch', 'with-reverification'];
  const outfile = join(directory, 'copy.mjs');
  try {
    await build({
      stdin: {
        contents: modules.map((module) => `export * from './${module}.ts';`).join('\n'),
        resolveDir: new URL('../../src/intercept/', import.meta.url).pathname,
      },
      bundle: true,
      format: 'esm',
      outfile,
    });
    return (await import(pathToFileURL(outfile).href)) as PackageCopy;
  } finally {
    await rm(directory, { recursive: true });
  }
}
