import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
const cacheFolder = join(projectFolder, '.cache/parity');

/** Where the suites are: by default clones of our own, git-ignored. */
export const sourcesFolder = process.env.PARITY_SOURCES ?? join(cacheFolder, 'sources');

/** A git-ignored folder for what a run makes. */
export function workFolder(name) {
  const folder = join(cacheFolder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
