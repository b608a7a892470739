import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isJsonObject } from '../../src/protocol/json.js';

/** A project of somebody else's, with our packed tarball in its `node_modules`. */
export interface Consumer {
  folder: string;
  /** Where the tarball was unpacked. */
  installed: string;
  /** Every file of the tarball, relative to it. */
  files: string[];
  remove(): void;
}

/**
 * Packs the package as `npm publish` would and unpacks it beside links to the named packages of ours. Linked, not
 * installed: a test needs no registry.
 */
export function installPacked(packages: readonly string[]): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'reverify-consumer-'));
  const installed = join(folder, 'node_modules', 'reverify-dialog');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', installed]);
  for (const name of packages) linkPackage(folder, name);
  return { folder, installed, files: filesOf(installed), remove: () => rmSync(folder, { recursive: true }) };
}

function linkPackage(folder: string, name: string): void {
  const link = join(folder, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(resolve('node_modules', name), link, 'dir');
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export function readJson(file: string): Record<string, unknown> {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJsonObject(json)) throw new TypeError(`${file}: expected an object`);
  return json;
}

/** The names under which others import us, `.` as the bare name; of a pattern, those of all files that it stands for. */
export function exportedNames(installed: string): string[] {
  const { exports } = readJson(join(installed, 'package.json'));
  if (!isJsonObject(exports)) throw new TypeError('package.json: expected exports');
  return Object.entries(exports)
    .filter(([, target]) => target !== null)
    .flatMap(([path, target]) => (path.includes('*') ? matching(installed, path, target) : path))
    .map((path) => join('reverify-dialog', path));
}

function matching(installed: string, path: string, target: unknown): string[] {
  const files = isJsonObject(target) ? Object.values(target).at(-1) : target;
  const [start = '', end = ''] = String(files).slice('./'.length).split('*');
  const names = filesOf(installed)
    .filter((file) => file.startsWith(start) && file.endsWith(end))
    .map((file) => path.replace('*', file.slice(start.length, -end.length)));
  if (names.length === 0) throw new Error(`package.json: no file for ${path}`);
  return names;
}

/** The entries that are modules: not the classic script, style sheets or package.json. */
export const moduleNames = (installed: string): string[] =>
  exportedNames(installed).filter((name) => !/\.(js|json|css)$/.test(name));
