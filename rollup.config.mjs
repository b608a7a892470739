import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transformSync } from 'esbuild';
import esbuild, { minify as minifyModules } from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

const { version, license, dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const entries = ['index', 'fetch', 'dialog', 'core', 'page', 'answer-worker', 'server'];

/** One file each, which the classic script loads too. English is in the dialog. */
const locales = readdirSync('src/locales')
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => /^[a-z]{2}(-[A-Z]{2})?$/.test(name) && name !== 'en');

const packages = Object.keys({ ...dependencies, ...peerDependencies });
const isExternal = (id) => packages.some((name) => id === name || id.startsWith(`${name}/`));

const banner = `/*! reverify-dialog ${version} | ${license} */`;

/** Unresolved imports, circles, unused imports: each is a mistake of ours. */
function failOnWarning(level, log) {
  if (level === 'warn') throw new Error(`rollup: ${log.message}`);
}

const compile = () => [
  nodeResolve({ browser: true, exportConditions: ['production', 'browser'], extensions: ['.ts', '.mjs', '.js'] }),
  esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' }),
  minifyTemplateLiterals({
    include: 'src/**',
    failOnError: true,
    options: {
      minifyOptions: {
        // clean-css, the default, does not know nesting and drops what it does not know.
        minifyCSS: (css) => transformSync(css, { loader: 'css', minify: true }).code.trim(),
        minifyJS: false,
        // An svg`` fragment has no <svg> around it that would make <path/> close itself.
        keepClosingSlash: true,
        removeEmptyAttributes: false,
      },
    },
  }),
];

/** Bundlers of applications minify once more: of what this leaves they make less than of terser's code. */
const asModules = () => minifyModules({ target: 'es2022', legalComments: 'inline', charset: 'utf8' });

/**
 * Read by V8 (Chromium 136 and later): a page downloads the script beside its work and would compile each function only when
 * it is called, in front of the user. https://v8.dev/blog/explicit-compile-hints
 */
const COMPILE_HINT = '# allFunctionsCalledOnLoad';

/** In ASCII: what a classic script says is read in the page's encoding. */
const asScript = () =>
  terser({
    ecma: 2022,
    compress: { passes: 3 },
    format: { comments: new RegExp(`^!|^${COMPILE_HINT}$`), ascii_only: true },
  });

const packageOf = (moduleId) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(moduleId)?.[1];

/** What the licences of the bundled packages ask for: their texts, beside the code. Bundling another package fails. */
function licences(fileName, allowed) {
  const textOf = (name) => {
    const folder = `node_modules/${name}`;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name}\n${'='.repeat(name.length)}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
  };
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const moduleIds = Object.values(bundle).flatMap((output) => Object.keys(output.modules ?? {}));
      const bundled = [...new Set(moduleIds.map(packageOf).filter(Boolean))].sort();
      const stranger = bundled.find((name) => !allowed.includes(name));
      if (stranger) this.error(`${stranger} would be bundled: make it a dependency or a peer`);
      if (bundled.length > 0) this.emitFile({ type: 'asset', fileName, source: bundled.map(textOf).join('\n') });
    },
  };
}

/**
 * A page that loads the script twice keeps the first copy, and is told of a second of another version; `var` also wins over
 * an element with that id.
 */
function loadOnce(name) {
  return {
    name: 'load-once',
    renderChunk(code, _chunk, { format }) {
      if (format !== 'iife') return null;
      const start = `var ${name}=`;
      if (!code.includes(start)) this.error(`expected the bundle to assign ${name}`);
      const first = `${name}.${name}.version`;
      const warning = `"${name} is taken by version "+${first}+"; version ${version} is not used."`;
      const kept = `(${first}=="${version}"||console.warn(${warning}),${name})`;
      return { code: code.replace(start, `var ${name}=${name}?${kept}:`), map: null };
    },
  };
}

/** The classic script has no modules beside it that rollup could name: see `script-modules.ts`. */
const localesBesideScript = {
  name: 'locales-beside-script',
  resolveId: (id, importer) =>
    id === './modules.js' && importer?.includes('/locales/') ? resolve('src/locales/script-modules.ts') : null,
};

const chunks = [
  // What must be there before Lit is loaded cannot be in a file that imports Lit.
  ['lit-in-workers', '/lit-in-workers.ts'],
  // A file of its own would be asked for only when one that is loaded later has come: in a file that is there before.
  ['json', '/protocol/json.ts'],
  ['json', '/protocol/unless-blocked.ts'],
];

const modules = {
  input: Object.fromEntries(
    [...entries, ...locales.map((tag) => `locales/${tag}`)].map((name) => [name, `src/${name}.ts`]),
  ),
  external: isExternal,
  plugins: [...compile(), asModules(), licences('chunks/LICENSES.txt', [])],
  onLog: failOnWarning,
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    hoistTransitiveImports: false,
    manualChunks: (id) => chunks.find(([, module]) => id.endsWith(module))?.[0],
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  },
};

/** Workers have no XMLHttpRequest intercepted: in their one file, what answers it would never be used. */
const withoutXhr = {
  name: 'without-xhr',
  transform: (code, id) =>
    id.endsWith('/intercept/refused.ts') ? code.replace(/^export .*reverifying-xhr-answer.*$/m, '') : null,
};

/** Service workers have no `import()`: one file. */
const worker = {
  input: 'src/worker.ts',
  plugins: [withoutXhr, ...compile(), asModules(), licences('worker.js.LICENSES.txt', [])],
  onLog: failOnWarning,
  output: { file: 'dist/worker.js', format: 'es', sourcemap: true, inlineDynamicImports: true },
};

const script = {
  input: 'src/script.ts',
  plugins: [
    localesBesideScript,
    ...compile(),
    asScript(),
    loadOnce('ReverifyDialog'),
    licences('reverify-dialog.min.js.LICENSES.txt', ['lit', 'lit-html', '@lit/reactive-element']),
  ],
  onLog: failOnWarning,
  output: {
    // What is imported later is in the same file, and its namespaces are seen by nobody else: fewer bytes.
    freeze: false,
    generatedCode: { arrowFunctions: true, constBindings: true },
    file: 'dist/reverify-dialog.min.js',
    format: 'iife',
    name: 'ReverifyDialog',
    banner: `//${COMPILE_HINT}\n${banner.slice(0, -3)} | with Lit, BSD-3-Clause: reverify-dialog.min.js.LICENSES.txt */`,
    sourcemap: true,
    inlineDynamicImports: true,
  },
};

export default [modules, worker, script];
