// Runs the suite on the built package in another runtime: `node test/runtimes/run.mjs deno`, `bun`, or the path of any
// Node. The API that refuses is served by this process.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { handleTestApi } from '../harness/test-api.mjs';
import { findRuntime } from './find-runtime.mjs';

const [name = ''] = process.argv.slice(2);
const folder = 'node_modules/.cache/reverify-dialog';
const suite = `${folder}/runtimes.mjs`;

const commands = {
  deno: (executable) => [executable, 'run', '--allow-all', '--quiet', suite],
  bun: (executable) => [executable, 'run', suite],
};

mkdirSync(folder, { recursive: true });
// One file, since each runtime resolves imports of TypeScript by rules of its own.
await build({ entryPoints: ['test/runtimes/main.ts'], outfile: suite, bundle: true, format: 'esm', platform: 'node' });

const server = createServer((request, response) => void handleTestApi(request, response));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const [program, ...args] = commands[name]?.(findRuntime(name)) ?? [name, suite];
const child = spawn(program, args, {
  stdio: 'inherit',
  env: {
    ...process.env,
    API_ORIGIN: `http://127.0.0.1:${server.address().port}`,
    PACKAGE_FOLDER: pathToFileURL('./').href,
  },
});
child.on('exit', (status) => process.exit(status ?? 1));
