// Takes a picture of every state of the dialog in every variant, into screenshots/<variant>/<state>.png. With --update
// it renews, of those in test/screenshots, the ones that the tests find changed.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { createDemo } from '../demo/server/demo.ts';
import { fileOf, openGallery, showState, stateNames, variants } from '../test/e2e/pictures.ts';
import playwright from '../playwright.config.mjs';

const { use } = playwright.projects.find(({ name }) => name === 'chromium') ?? {};
if (!use) throw new Error('Chromium is not installed. Run `npm run setup`.');

if (process.argv.includes('--update')) renew();
else await takeAll(use);

/** What is within the tolerance stays as it is: pictures do not get small in the repository's history. */
function renew() {
  const update = ['test', '--update-snapshots=changed', 'test/e2e/pictures.chromium.e2e.ts'];
  const { status } = spawnSync('node_modules/.bin/playwright', update, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

async function takeAll({ launchOptions }) {
  rmSync('screenshots', { recursive: true, force: true });
  const demo = await createDemo({ port: 0 });
  const browser = await chromium.launch(launchOptions);
  for (const variant of variants) {
    const page = await browser.newPage({ timezoneId: 'UTC' });
    await openGallery(page, demo.url, variant);
    for (const state of stateNames) {
      await showState(page, variant, state);
      await page.screenshot({
        path: `screenshots/${fileOf(variant.name)}/${fileOf(state)}.png`,
        animations: 'disabled',
      });
    }
    await page.close();
    console.log(`screenshots/${fileOf(variant.name)}: ${stateNames.length} pictures`);
  }
  await browser.close();
  await demo.close();
}
