import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Script } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import { modules } from '../../src/locales/modules.js';
import { isJsonObject } from '../../src/protocol/json.js';
import { installPacked, readJson } from './packed.js';
import type { Consumer } from './packed.js';

describe('the packed package', () => {
  let packed: Consumer;
  before(() => {
    packed = installPacked([]);
  });
  after(() => packed.remove());

  const read = (file: string) => readFileSync(join(packed.installed, file), 'utf8');
  const filesEnding = (...endings: string[]) =>
    packed.files.filter((file) => endings.some((ending) => file.endsWith(ending)));

  it('holds what was built, its papers, and nothing else', () => {
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    assert.deepEqual(
      packed.files.filter((file) => !/^(dist|docs)\//.test(file)),
      papers,
    );
    assert.deepEqual(
      packed.files.filter((file) => file.startsWith('docs/')).map((file) => basename(file)),
      readdirSync('docs').sort(),
    );
    const strangers = filesEnding('').filter((file) => /test|demo|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(file));
    assert.deepEqual(strangers, []);
  });

  it('holds every file that its exports name', () => {
    const paths = JSON.stringify(readJson(join(packed.installed, 'package.json'))['exports']).match(/\.\/dist\/[^"]+/g);
    assert(paths && paths.length > 10);
    for (const path of paths) {
      const [start = '', end = ''] = path.slice('./'.length).split('*');
      assert(
        packed.files.some((file) => file.startsWith(start) && file.endsWith(end)),
        path,
      );
    }
  });

  it('imports only its own files, its dependencies and Node', () => {
    const { dependencies, peerDependencies } = readJson(join(packed.installed, 'package.json'));
    const allowed = [dependencies, peerDependencies].flatMap((packages) => Object.keys(packages ?? {}));
    const imports =
      /(?:^|[;}\s])(?:import|export)\s*(?:[^'"();]*?from\s*)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g;
    for (const file of filesEnding('.js', '.d.ts').filter((name) => !name.endsWith('.min.js'))) {
      for (const [, fixed, lazy] of read(file).matchAll(imports)) {
        const name = fixed ?? lazy ?? '';
        if (name.startsWith('.')) {
          const target = resolve(packed.installed, dirname(file), name);
          const isThere = file.endsWith('.d.ts') ? existsSync(target.replace(/\.js$/, '.d.ts')) : existsSync(target);
          assert(isThere, `${file} imports ${name}`);
        } else {
          const isAllowed =
            name.startsWith('node:') || allowed.some((one) => name === one || name.startsWith(`${one}/`));
          assert(isAllowed, `${file} imports ${name}`);
        }
      }
    }
  });

  it('maps every line back to sources that are in the maps themselves', () => {
    const maps = filesEnding('.map');
    assert(maps.length > 0);
    for (const file of maps) {
      const { sources, sourcesContent } = readJson(join(packed.installed, file));
      assert(Array.isArray(sources) && Array.isArray(sourcesContent), file);
      assert.equal(sourcesContent.length, sources.length, file);
      assert(
        sourcesContent.every((content) => typeof content === 'string' && content !== ''),
        file,
      );
    }
    for (const file of filesEnding('.js')) {
      const [, map] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(read(file)) ?? [];
      assert(map && existsSync(join(packed.installed, dirname(file), map)), file);
    }
  });

  it('names nothing of the machine that built it', () => {
    for (const file of filesEnding('.js', '.d.ts', '.map')) assert(!read(file).includes(process.cwd()), file);
  });

  it('lets a bundler drop everything but what defines the element, and style sheets', () => {
    const { sideEffects } = readJson(join(packed.installed, 'package.json'));
    assert.deepEqual(sideEffects, ['./dist/index.js', './dist/reverify-dialog.min.js', './dist/looks/*.css']);
  });

  it('asks for nothing but Lit to be installed', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = readJson(join(packed.installed, 'package.json'));
    // The first is a part of the second, which brings it: named, because it is imported without the rest.
    assert.deepEqual(Object.keys(dependencies ?? {}), ['@lit/reactive-element', 'lit']);
    for (const peer of Object.keys(peerDependencies ?? {})) {
      const meta = isJsonObject(peerDependenciesMeta) ? peerDependenciesMeta[peer] : undefined;
      assert.deepEqual(meta, { optional: true }, peer);
    }
  });

  it('holds every language besides English, as a module that needs no other file', () => {
    const held = filesEnding('.js').filter((file) => dirname(file) === 'dist/locales');
    assert.deepEqual(
      held.map((file) => basename(file, '.js')),
      Object.keys(modules).sort(),
    );
    for (const file of held) {
      assert.doesNotMatch(read(file), /\bimport\b/, file);
      assert(brotliCompressSync(read(file)).length <= 1500, `${file} is larger than 1.5 kB`);
      assert(existsSync(join(packed.installed, file.replace(/\.js$/, '.d.ts'))), file);
    }
  });

  it('has one classic script that needs no other file but languages, with the licences of what is in it', () => {
    const script = read('dist/reverify-dialog.min.js');
    new Script(script);
    assert.doesNotMatch(script, /\brequire\s*\(|\bimport\.meta\b/);
    assert.deepEqual(script.match(/\bimport\s*\(.{0,17}/g), ['import(new URL(`locales/']);
    // Chromium compiles while it downloads, and not in front of the user.
    assert.match(script.slice(0, 100), /^\/\/# allFunctionsCalledOnLoad\n\/\*! reverify-dialog \d+\.\d+\.\d+ \| MIT/);
    assert.match(read('dist/reverify-dialog.min.js.LICENSES.txt'), /^lit-html\n=+\n\nBSD 3-Clause License/m);
  });
});
