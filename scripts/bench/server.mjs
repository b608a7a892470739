// The servers of the benchmarks, each in a process of its own, for otherwise it would be measured too.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @returns its origin, and what ends it. */
export async function serve(process = 'server-process.mjs', ...args) {
  const child = fork(fileURLToPath(new URL(process, import.meta.url)), args, { execArgv: [] });
  const origin = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('The server of the benchmarks did not start')));
  });
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.disconnect();
      }),
  };
}
