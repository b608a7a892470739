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
export async function packageCopy(name: string): Promise<PackageCopy> {
  const modules = ['gate', 'reverifying-fetch', 'with-reverification'];
  const { outputFiles } = await build({
    stdin: {
      contents: modules.map((module) => `export * from './${module}.ts';`).join('\n'),
      resolveDir: new URL('../../src/intercept/', import.meta.url).pathname,
    },
    bundle: true,
    format: 'esm',
    write: false,
    footer: { js: `// ${name}` },
  });
  const text = outputFiles.map((file) => file.text).join('');
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as PackageCopy;
}
