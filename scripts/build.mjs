// Bundles src into dist and writes the declarations beside. With --if-stale only when something that goes in changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

// Not in dist: what is there is published.
const STAMP = 'node_modules/.cache/reverify-dialog/build';
const configs = ['rollup.config.mjs', 'tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'];

const inputs = hashOf([...configs, ...filesIn('src')]);

if (!process.argv.includes('--if-stale') || !isCurrent()) {
  console.log('build: bundling …');
  rmSync('dist', { recursive: true, force: true });
  run('rollup', ['--config', '--silent']);
  console.log('build: writing declarations …');
  run('tsc', ['--project', 'tsconfig.build.json']);
  dropUnreachableDeclarations();
  cpSync('src/looks', 'dist/looks', { recursive: true });
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, inputs);
}

function isCurrent() {
  return existsSync('dist/index.d.ts') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs;
}

/** Declarations of what no entry mentions: inner files, whose types nobody can reach. */
function dropUnreachableDeclarations() {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const specifiers = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g);
    for (const [, path] of specifiers) visit(resolve(dirname(file), `${path}.d.ts`));
  };
  for (const { types, default: code } of Object.values(exports).filter(Boolean)) {
    // Of a pattern, those beside which there is code.
    const [start, end] = (types ?? '').split('*');
    if (end) for (const file of filesMatching(code)) visit(resolve(file.replace(/\.js$/, end)));
    else if (types) visit(resolve(start));
  }
  const unreached = filesIn('dist').filter((file) => file.endsWith('.d.ts') && !reached.has(resolve(file)));
  for (const file of unreached) rmSync(file);
}

function filesMatching(pattern) {
  const [start, end] = pattern.slice('./'.length).split('*');
  return filesIn(dirname(pattern)).filter((file) => file.startsWith(start) && file.endsWith(end));
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function run(command, args) {
  const { status, error } = spawnSync(join('node_modules', '.bin', command), args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}
