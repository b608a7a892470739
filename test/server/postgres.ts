import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

export interface Postgres {
  url: string;
  stop(): Promise<void>;
}

/** Where a real PostgreSQL is: at `REVERIFY_TEST_DATABASE_URL`, or Debian's programs; `undefined` if nowhere. */
export function findPostgres(): (() => Promise<Postgres>) | undefined {
  const url = process.env['REVERIFY_TEST_DATABASE_URL'];
  if (url !== undefined) return () => Promise.resolve({ url, stop: () => Promise.resolve() });
  const version = existsSync(DEBIAN) ? readdirSync(DEBIAN).at(-1) : undefined;
  const bin = join(DEBIAN, version ?? '', 'bin');
  return version !== undefined && existsSync(join(bin, 'initdb')) ? () => startPostgres(bin) : undefined;
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
const asServer = (program: string, args: string[]): [string, string[]] =>
  process.getuid?.() === 0
    ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args]]
    : [program, args];

async function startPostgres(bin: string): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'reverify-postgres-'));
  if (process.getuid?.() === 0) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    chownSync(folder, Number(stdout), -1);
  }
  const data = join(folder, 'data');
  const options = ['-D', data, '-U', 'reverify', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  await run(...asServer(join(bin, 'initdb'), options), { cwd: folder });
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const [program, programArgs] = asServer(join(bin, 'postgres'), args);
  const server = spawn(program, programArgs, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.on('exit', () => reject(new Error(`postgres ended: ${log}`)));
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  return {
    url: `postgres://reverify@127.0.0.1:${port}/postgres`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let databases = 0;

/** A database of one's own on a server: its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `reverify_${process.pid}_${Date.now()}_${++databases}`;
  const client = new pg.Client(serverUrl);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}
