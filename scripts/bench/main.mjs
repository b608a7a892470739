// Prints what the package costs, beside a baseline measured in the same run. `npm run bench -- overhead` runs a part.
import { cpus, loadavg, totalmem } from 'node:os';
import { uploadsInChromium } from './browser-uploads.mjs';
import { dialog } from './dialog.mjs';
import { heap } from './heap.mjs';
import { sizes } from './sizes.mjs';
import { storms } from './storms.mjs';
import { uploads } from './uploads.mjs';
import { overheadInChromium, overheadInNode } from './overhead.mjs';

const parts = {
  node: overheadInNode,
  chromium: overheadInChromium,
  heap,
  storms,
  uploads,
  'uploads-chromium': uploadsInChromium,
  dialog,
  sizes,
};

const chosen = process.argv.slice(2);
const stranger = chosen.find((name) => !(name in parts));
if (stranger) throw new Error(`expected ${Object.keys(parts).join(', ')}, got ${stranger}`);

const load = () => loadavg()[0].toFixed(1);
const [{ model }, ...others] = cpus();
console.log(
  `Node ${process.version} on ${process.platform}, ${others.length + 1} × ${model.trim()}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, load ${load()}`,
);
for (const [name, run] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const start = Date.now();
  await run();
  console.log(`\n(${name}: ${Math.round((Date.now() - start) / 1000)} s, load now ${load()})`);
}
