import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The certificate of the browsers' test server, which no browser trusts by itself, and its key. */
export function certificate() {
  const folder = dirname(dirname(createRequire(import.meta.url).resolve('@web/dev-server-core')));
  const read = (kind) => readFileSync(join(folder, `.self-signed-dev-server-ssl.${kind}`));
  return { key: read('key'), cert: read('cert') };
}
