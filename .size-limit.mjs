/** What an entry loads at its start: what it imports only later is another request, at the first challenge. */
const laterIsAnotherRequest = {
  name: 'later',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

const modifyEsbuildConfig = (config) => ({
  ...config,
  format: 'esm',
  target: 'es2022',
  plugins: [laterIsAnotherRequest],
});

const entry = (name, path, limit) => ({ name, path, limit, modifyEsbuildConfig });

// Brotli; 1 kB is 1000 bytes; Lit included. What an entry may weigh must not grow unnoticed: raise a budget only with a
// reason in the changelog. The script holds everything at once, the inside of the dialog and passkeys too.
export default [
  entry('reverify-dialog', 'dist/index.js', '16 kB'),
  entry('reverify-dialog/fetch', 'dist/fetch.js', '3 kB'),
  entry('reverify-dialog/dialog', 'dist/dialog.js', '11 kB'),
  entry('reverify-dialog/core', 'dist/core.js', '5.1 kB'),
  entry('reverify-dialog/page', 'dist/page.js', '5 kB'),
  entry('reverify-dialog/worker', 'dist/worker.js', '7.8 kB'),
  entry('reverify-dialog/answer-worker', 'dist/answer-worker.js', '1 kB'),
  {
    name: 'reverify-dialog.min.js',
    path: 'dist/reverify-dialog.min.js',
    limit: '35.3 kB',
    disablePlugins: ['@size-limit/esbuild'],
  },
];
