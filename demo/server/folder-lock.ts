import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Keeps a second demo out of the same folder: the embedded database is for one process, and two would ruin it. Resolves
 * with how to let go.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'demo.pid');
  await mkdir(folder, { recursive: true });
  const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (owner > 0 && isRunning(owner)) {
    throw new Error(
      `The demo is already open (process ${owner}) with the data in ${folder}. Stop it, set DEMO_DATA_DIR to another ` +
        `folder, or set DEMO_MEMORY=1 to keep the data of this one in memory. If no demo is open, delete ${file}.`,
    );
  }
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch {
    return false;
  }
}
