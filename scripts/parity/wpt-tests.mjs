import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SUFFIXES = {
  window: '.any.html',
  dedicatedworker: '.any.worker.html',
  sharedworker: '.any.sharedworker.html',
  serviceworker: '.any.serviceworker.html',
};

/** The test files of a folder of web-platform-tests, as paths from its root. */
export function testFiles(checkout, folder) {
  return readdirSync(join(checkout, folder), { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.(any|window|worker)\.js$|\.html$/.test(path))
    .filter((path) => !/\/(resources|crashtests|support)\/|-manual\.|\.h2\./.test(path))
    .sort();
}

/** The pages that a test file stands for: one for each global scope and variant. */
export function testPages(checkout, path) {
  const source = readFileSync(join(checkout, path), 'utf8');
  if (path.endsWith('.html') && !source.includes('testharness.js')) return [];
  return variantsOf(source).flatMap((variant) => addresses(path, source).map((address) => `/${address}${variant}`));
}

function addresses(path, source) {
  if (path.endsWith('.window.js')) return [path.replace(/\.js$/, '.html')];
  if (path.endsWith('.worker.js')) return [path.replace(/\.js$/, '.html')];
  if (!path.endsWith('.any.js')) return [path];
  return globalsOf(source).map((global) => path.replace(/\.any\.js$/, SUFFIXES[global]));
}

/** The scopes that a test of several (`.any.js`) wants to be run in. */
function globalsOf(source) {
  const [list = 'window,dedicatedworker'] = metaOf(source, 'global');
  const globals = list.split(',').map((name) => name.trim());
  return Object.keys(SUFFIXES).filter(
    (name) => globals.includes(name) || (name !== 'window' && globals.includes('worker')),
  );
}

function variantsOf(source) {
  const variants = [
    ...metaOf(source, 'variant'),
    ...[...source.matchAll(/<meta\s+name="?variant"?\s+content="([^"]*)"/g)].map(([, variant]) => variant),
  ];
  return variants.length > 0 ? variants : [''];
}

/** The values of `// META: name=value`. */
export function metaOf(source, name) {
  return [...source.matchAll(/^\/\/\s*META:\s*(\w+)=(.*)$/gm)]
    .filter(([, key]) => key === name)
    .map(([, , value]) => value.trim());
}
