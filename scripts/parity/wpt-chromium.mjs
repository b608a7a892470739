import { chromium } from '@playwright/test';
import { findChromium } from '../engines.mjs';
import { record } from './results.mjs';
import { testFiles, testPages } from './wpt-tests.mjs';

const PAGES_AT_ONCE = 4;
const MAX_BROWSERS = 5;
/** The harness itself gives up after 40 or 240 seconds: four times what is usual, for a busy machine. */
const MAX_MILLISECONDS = 250_000;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--ignore-certificate-errors',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

/** A suite of web-platform-tests in Chromium: each page in a profile of its own. */
export class WptInChromium {
  runtime = 'chromium';
  #server;
  #folder;
  #checkout;

  constructor(server, checkout, folder, columns) {
    this.#server = server;
    this.#checkout = checkout;
    this.#folder = folder;
    this.columns = columns;
  }

  get name() {
    return `web-platform-tests ${this.#folder}`;
  }

  /** What can be run apart: the addresses of the pages. */
  units() {
    return testFiles(this.#checkout, this.#folder).flatMap((path) => testPages(this.#checkout, path));
  }

  /** @returns for each test, whether it passed. */
  async run(column, pages) {
    await this.#server.use(column);
    const results = new Map();
    // Chromium as a whole may crash: what it did not get to is run in another.
    let left = pages;
    for (let browsers = MAX_BROWSERS; left.length > 0 && browsers > 0; browsers--) {
      left = await this.#runPages(left, results);
    }
    return results;
  }

  /** @returns those that were not run: a page failed to open, or to close. */
  async #runPages(pages, results) {
    const browser = await chromium.launch({ executablePath: findChromium(), args: flags });
    const queue = [...pages];
    const left = [];
    const work = async () => {
      for (let page = queue.shift(); page; page = queue.shift()) {
        await inTime(this.#runPage(browser, page, results)).catch(() => left.push(page, ...queue.splice(0)));
      }
    };
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
    await inTime(browser.close()).catch(() => undefined);
    return left;
  }

  async #runPage(browser, path, results) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    let asked = false;
    let settle;
    const reported = new Promise((resolve) => (settle = resolve));
    const timer = setTimeout(settle, MAX_MILLISECONDS, []);
    await page.exposeFunction('parityReport', (report) => settle(report.results));
    page.on('crash', () => settle([]));
    context.on('close', () => settle([]));
    page.on('console', (message) => {
      if (!message.text().startsWith('parity: asked')) return;
      console.error(`${path}: ${message.text()}`);
      asked = true;
    });
    await page.goto(this.#server.addressOf(path), { waitUntil: 'commit' }).catch(() => undefined);
    for (const [name, passed] of await reported) record(results, path, name, passed);
    // The page-wide interception hands the refusal on when nobody can be verified: no test need notice.
    record(results, path, '(nobody was asked)', !asked);
    clearTimeout(timer);
    await context.close();
  }
}

/** What waits for a browser that crashed may wait for ever. */
async function inTime(promise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), MAX_MILLISECONDS + 10_000);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
