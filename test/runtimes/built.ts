import type * as Core from '../../src/core.js';
import type * as Fetch from '../../src/fetch.js';
import type * as Server from '../../src/server.js';

const packageFolder = new URL(process.env['PACKAGE_FOLDER'] ?? '');

/** What the package's `exports` name, by what one imports. */
export const entries: ReadonlyMap<string, URL> = new Map(
  Object.entries(await readExports()).flatMap(([name, target]) =>
    isModule(name, target) ? [[name, new URL(target.default, packageFolder)]] : [],
  ),
);

type Target = string | null | { default: string };

/** A file of its own, no pattern; what may not be imported is `null` in package.json. */
function isModule(name: string, target: Target): target is { default: string } {
  return !name.includes('*') && target !== null && typeof target === 'object';
}

async function readExports() {
  const { readFile } = await import('node:fs/promises');
  const json = await readFile(new URL('package.json', packageFolder), 'utf8');
  return (JSON.parse(json) as { exports: Record<string, Target> }).exports;
}

const load = (name: string): Promise<unknown> => import(String(entries.get(name)));

export const built = {
  ...((await load('./fetch')) as typeof Fetch),
  ...((await load('./core')) as typeof Core),
  ...((await load('./server')) as typeof Server),
};
