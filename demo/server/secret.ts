import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key under which the kit hashes codes. It must outlive the process, or nobody's backup codes would work again. */
export async function loadSecret(dataDir: string | undefined): Promise<Uint8Array> {
  const fresh = randomBytes(32);
  if (dataDir === undefined) return fresh;
  const file = join(dataDir, 'secret');
  try {
    await writeFile(file, fresh, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch {
    return readFile(file);
  }
}
