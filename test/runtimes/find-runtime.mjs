// Where the npm packages of this folder keep their runtimes. Dependency-free: `setup.mjs` runs before anything is
// installed. Not by `.bin`: scripts of packages, which would put the executables there, are not run on installation.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const runtimes = ['deno', 'bun'];

const modules = new URL('node_modules/', import.meta.url).pathname;
const ending = process.platform === 'win32' ? '.exe' : '';

const places = {
  deno: () => packagesOf('@deno').map((folder) => join(folder, `deno${ending}`)),
  bun: () => packagesOf('@oven').map((folder) => join(folder, 'bin', `bun${ending}`)),
};

const packagesOf = (scope) =>
  existsSync(join(modules, scope)) ? readdirSync(join(modules, scope)).map((name) => join(modules, scope, name)) : [];

/** The executable, or `undefined` where npm has none for this machine. */
export const findRuntime = (name) => places[name]().find(existsSync);
