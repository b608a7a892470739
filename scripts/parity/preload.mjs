// Runs in the processes of a suite (`--import`), before any of it: puts the column's `fetch` in the place of the bare one.
import { createRequire, register } from 'node:module';

const { PARITY_COLUMN = 'bare', PARITY_WRAPPERS = '', PARITY_COMMONJS = '', PARITY_MODULE = '' } = process.env;

if (PARITY_COLUMN !== 'bare') {
  const { wrap } = await import(PARITY_WRAPPERS);
  globalThis.fetch = wrap(globalThis.fetch);
  // Packages that bring a `fetch` of their own: CommonJS ones give it out as a property …
  for (const path of PARITY_COMMONJS.split(',').filter(Boolean)) {
    const exports = createRequire(import.meta.url)(path);
    exports.fetch = wrap(exports.fetch);
  }
  // … and of a module, whose exports nobody can change, the default export is another module's.
  if (PARITY_MODULE) register('./module-hooks.mjs', { parentURL: import.meta.url, data: process.env });
}
