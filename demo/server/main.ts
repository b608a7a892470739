import { fileURLToPath } from 'node:url';
import { createDemo } from './demo.js';

const isMemory = process.argv.includes('--memory') || process.env['DEMO_MEMORY'] === '1';
const dataDir = process.env['DEMO_DATA_DIR'] ?? fileURLToPath(new URL('../data', import.meta.url));

const demo = await createDemo({
  port: Number(process.env['PORT'] ?? 4173),
  host: process.env['HOST'] ?? 'localhost',
  ...(!isMemory && { dataDir }),
}).catch((error: unknown) => {
  console.error(error instanceof Error ? `\n  ${error.message}\n` : error);
  process.exit(1);
});

console.log(`
  Harbour Bank is open:  ${demo.url}

  Pick a person, sign in, and send some money. Mail, text messages and the authenticator app are on the same page.
  ${isMemory ? 'Data is kept in memory only.' : `Data is kept in ${dataDir}: delete that folder to begin again.`}
  Stop with Ctrl+C.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    demo.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
