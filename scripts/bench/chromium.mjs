import { chromium } from '@playwright/test';
import { findChromium } from '../engines.mjs';
import { serve } from './server.mjs';

/** Runs `work` with a page of the benchmarks' server; says so where there is no Chromium. */
export async function inChromium(work) {
  const executablePath = findChromium();
  if (!executablePath) {
    console.log('\nChromium: left out, it is not installed');
    return;
  }
  const server = await serve();
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(server.origin);
    await page.waitForFunction(() => 'measure' in window);
    await work(page, browser);
  } finally {
    await browser.close();
    await server.close();
  }
}
