import type * as Core from '../../src/core.js';
import type * as Fetch from '../../src/fetch.js';
import type * as Server from '../../src/server.js';

const packageFolder = new URL(process.env['PACKAGE_FOLDER'] ?? '');

/** What the package's `exports` name, by what one imports. */
export const entries: ReadonlyMap<string, URL> = new Map(
  Object.entries(await readExports()).flatMap(([name, target]) =>
    typeof target === 'string' ? [] : [[name, new URL(target.default, packageFolder)]],
  ),
);

async function readExports() {
  const { readFile } = await import('node:fs/promises');
  const json = await readFile(new URL('package.json', packageFolder), 'utf8');
  return (JSON.parse(json) as { exports: Record<string, string | { default: string }> }).exports;
}

const load = (name: string): Promise<unknown> => import(String(entries.get(name)));

export const built = {
  ...((await load('./fetch')) as typeof Fetch),
  ...((await load('./core')) as typeof Core),
  ...((await load('./server')) as typeof Server),
};
