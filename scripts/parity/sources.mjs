import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sourcesFolder } from './paths.mjs';

/** The public repositories that the suites are in, and at which commit. None of their code is copied into this one. */
const repositories = {
  wpt: {
    url: 'https://github.com/web-platform-tests/wpt.git',
    commit: '203f5335c8f9a36f9dd1d87c95fc920866edcd47',
    // As a whole it has a gigabyte.
    folders: [
      ...[
        'fetch',
        'xhr',
        'common',
        'resources',
        'interfaces',
        'service-workers',
        'workers',
        'images',
        'fonts',
        'FileAPI',
      ],
      ...['html/resources', 'tools', 'docs', 'websockets', 'webtransport', 'content-security-policy'],
    ],
  },
  undici: {
    url: 'https://github.com/nodejs/undici.git',
    commit: '9e38fc121d2eb26086d41c7d9379b47a6fada1c5',
    prepare: [['npm', 'run', 'build:node']],
  },
  'node-fetch': {
    url: 'https://github.com/node-fetch/node-fetch.git',
    commit: '8b3320d2a7c07bce4afc6b2bf6c3bbddda85b01f',
  },
  ky: { url: 'https://github.com/sindresorhus/ky.git', commit: 'eb5c3eba37451b7a6d598efa23d33c97919ae9e6' },
  ofetch: { url: 'https://github.com/unjs/ofetch.git', commit: 'd61b2fcf7755ece3fa89b2eaa0415d1d1638216e' },
};

/** @returns where a suite's sources are: in `PARITY_SOURCES/<name>`, or cloned and installed now. */
export function sourceOf(name) {
  const folder = join(sourcesFolder, name);
  const { url, commit, folders, prepare = [] } = repositories[name];
  if (!existsSync(folder)) clone(folder, url, commit, folders);
  if (!folders && !existsSync(join(folder, 'node_modules'))) {
    run(folder, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']);
    for (const [program, ...args] of prepare) run(folder, program, args);
  }
  return folder;
}

/** That commit alone, and of it only the folders. */
function clone(folder, url, commit, folders) {
  mkdirSync(folder, { recursive: true });
  const git = (...args) => run(folder, 'git', args);
  git('init', '--quiet');
  git('remote', 'add', 'origin', url);
  if (folders) git('sparse-checkout', 'set', ...folders);
  git('fetch', '--quiet', '--depth', '1', ...(folders ? ['--filter=blob:none'] : []), 'origin', commit);
  git('checkout', '--quiet', 'FETCH_HEAD');
}

function run(cwd, program, args) {
  console.log(`parity: ${program} ${args.join(' ')}`);
  const { status, error } = spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${program} failed in ${cwd}`, { cause: error });
}
