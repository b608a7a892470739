import { createHash } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { createDemo } from '../../demo/server/demo.js';
import type { Demo } from '../../demo/server/demo.js';
import { BankPage } from './bank-page.js';
import { Ledger } from './ledger.js';

export { expect };

const MARK = 'policy violation:';

/** Firefox reports a script whose frame was left before it came: it checks the integrity of nothing. */
const HASH_OF_NOTHING = createHash('sha384').digest('base64');

interface WorkerFixtures {
  /** An empty PostgreSQL: to copy one is quicker than to make one. */
  emptyDatabase: Blob;
  /** The address of one demo for all tests of a worker: for pages on which nothing is done that reaches the server. */
  showroom: string;
}

interface Fixtures {
  /** A demo server of this test's own, in memory. */
  demo: Demo;
  /** What really happened, from the demo's database. */
  ledger: Ledger;
  /** The bank as a person sees it. */
  bank: BankPage;
  /** Errors that nobody caught, and what the content security policy forbade. Checked to be none after every test. */
  complaints: string[];
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  emptyDatabase: [
    async ({ browserName: _anyBrowser }, use) => {
      const pglite = await PGlite.create();
      const dump = await pglite.dumpDataDir('none');
      await pglite.close();
      await use(dump);
    },
    { scope: 'worker' },
  ],
  showroom: [
    async ({ emptyDatabase }, use) => {
      const demo = await createDemo({ pglite: await PGlite.create({ loadDataDir: emptyDatabase }) });
      await use(demo.url);
      await demo.close();
    },
    { scope: 'worker' },
  ],
  demo: async ({ emptyDatabase }, use) => {
    const demo = await createDemo({ pglite: await PGlite.create({ loadDataDir: emptyDatabase }) });
    await use(demo);
    await demo.close();
  },
  ledger: async ({ demo }, use) => use(new Ledger(demo.db)),
  complaints: [
    async ({ page }, use) => {
      const complaints = await collectComplaints(page);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  bank: async ({ page, demo }, use) => use(new BankPage(page, demo)),
});

/** By way of the console: a page under a strict policy can always write there. */
async function collectComplaints(page: Page): Promise<string[]> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => {
    if (!error.message.includes(HASH_OF_NOTHING)) complaints.push(String(error));
  });
  page.on('console', (message) => {
    if (message.text().startsWith(MARK)) complaints.push(message.text());
  });
  await page.addInitScript((mark) => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      console.error(`${mark} ${violatedDirective} ${blockedURI} ${sample}`);
    });
  }, MARK);
  return complaints;
}
