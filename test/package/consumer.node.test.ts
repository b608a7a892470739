import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { exportedNames, installPacked, moduleNames } from './packed.js';
import type { Consumer } from './packed.js';

const peers = ['kysely', 'pg', '@electric-sql/pglite', 'otpauth', '@simplewebauthn/server'];

describe('a project that installed the package', () => {
  let project: Consumer;
  before(() => {
    project = installPacked([
      'lit',
      '@lit/reactive-element',
      ...peers,
      '@types/node',
      '@types/pg',
      '@types/trusted-types',
    ]);
    writeFileSync(join(project.folder, 'package.json'), '{ "type": "module" }');
  });
  after(() => project.remove());

  const node = (code: string) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: project.folder, encoding: 'utf8' });

  it('can import every entry in plain Node', () => {
    for (const name of moduleNames(project.installed)) {
      const names = node(`console.log(Object.keys(await import('${name}')).length)`);
      assert(Number(names) > 0, name);
    }
  });

  it('can resolve every export', () => {
    for (const name of exportedNames(project.installed)) {
      assert.match(node(`console.log(import.meta.resolve('${name}'))`), /node_modules\/reverify-dialog\//);
    }
  });

  it('puts nothing of its own into the globals of Node', () => {
    const imports = moduleNames(project.installed).map((name) => `await import('${name}');`);
    const code = `const before = Object.keys(globalThis); ${imports.join('')}
      console.log(Object.keys(globalThis).filter((key) => !before.includes(key)).join());`;
    // Lit's own, made by its build for servers.
    const lits = /^(lit|reactiveElement|customElements$)/;
    const ours = node(code)
      .trim()
      .split(',')
      .filter((name) => name !== '' && !lits.test(name));
    assert.deepEqual(ours, []);
  });

  it('compiles against the types of every entry, as Node and as bundlers resolve them', () => {
    const names = moduleNames(project.installed);
    const uses = names.map(
      (name, index) => `import * as m${index} from '${name}';\nexport const k${index} = m${index};`,
    );
    writeFileSync(join(project.folder, 'use.ts'), uses.join('\n'));
    for (const [module, moduleResolution] of [
      ['node16', 'node16'],
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      const options = { module, moduleResolution, target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'] };
      const strictness = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false };
      const config = { compilerOptions: { ...options, ...strictness, types: ['node'] }, files: ['use.ts'] };
      writeFileSync(join(project.folder, 'tsconfig.json'), JSON.stringify(config));
      const compiler = [resolve('node_modules/typescript/bin/tsc'), '--project', 'tsconfig.json'];
      const { stdout } = spawnSync(process.execPath, compiler, { cwd: project.folder, encoding: 'utf8' });
      // The declarations of our peers are theirs to keep right.
      const ours = stdout.split('\n').filter((line) => /^(use\.ts|node_modules\/reverify-dialog\/)/.test(line));
      assert.deepEqual(ours, [], `${moduleResolution}: ${stdout}`);
    }
  });
});

describe('a project that has none of the optional peers', () => {
  let project: Consumer;
  before(() => {
    project = installPacked(['lit', '@lit/reactive-element']);
  });
  after(() => project.remove());

  it('can import every entry all the same', () => {
    for (const name of moduleNames(project.installed)) {
      execFileSync(process.execPath, ['--input-type=module', '--eval', `await import('${name}')`], {
        cwd: project.folder,
      });
    }
  });

  it('can bundle what runs in a browser', () => {
    const esbuild = resolve('node_modules/esbuild/bin/esbuild');
    for (const name of moduleNames(project.installed).filter((one) => !one.endsWith('/server'))) {
      writeFileSync(join(project.folder, 'page.js'), `import * as all from '${name}'; console.log(all);`);
      const options = ['--bundle', '--format=esm', '--splitting', '--platform=browser', '--outdir=out', 'page.js'];
      execFileSync(esbuild, [...options, '--log-level=error'], { cwd: project.folder });
    }
  });

  const web = { AbortController, AbortSignal, Blob, Event, EventTarget, FormData, Headers, Request, Response, URL };
  const servers: Record<string, { conditions: string[]; globals: object }> = {
    // As Next, Nuxt, SvelteKit and others make the server's side of an application, for Node and for workers.
    Node: { conditions: ['node', 'import'], globals: { ...web, process, require: createRequire(import.meta.url) } },
    'a worker': { conditions: ['edge-light', 'worker', 'browser'], globals: { ...web, process: { env: {} } } },
  };

  for (const [server, { conditions, globals }] of Object.entries(servers)) {
    it(`can bundle it for ${server} that renders pages`, () => {
      for (const name of ['', '/dialog', '/fetch', '/page', '/core', '/locales/de']) {
        writeFileSync(join(project.folder, 'server.js'), `export * as entry from 'reverify-dialog${name}'`);
        const { outputFiles } = buildSync({
          ...{ entryPoints: [join(project.folder, 'server.js')], bundle: true, write: false, logLevel: 'error' },
          ...{ format: 'iife', globalName: 'all', conditions, platform: 'neutral', mainFields: ['module', 'main'] },
          external: ['node:*'],
        });
        const context = createContext({ ...globals });
        runInContext(outputFiles.map(({ text }) => text).join(''), context);
        assert(Number(runInContext('Object.keys(all.entry).length', context)) > 0, name);
        assert.equal(runInContext("'HTMLElement' in globalThis", context), false, name);
      }
    });
  }
});
