import { defineConfig } from '@playwright/test';
import { findChromium, findFirefox } from './scripts/engines.mjs';

const chromium = findChromium();
const firefox = findFirefox();

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  // The bank has one database: two tests at once would see each other's transfers.
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI === 'true',
  reporter: './scripts/playwright-reporter.mjs',
  timeout: 30_000,
  use: { trace: 'retain-on-failure' },
  projects: [
    ...(chromium
      ? [
          {
            name: 'chromium',
            use: {
              browserName: 'chromium',
              launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] },
            },
          },
        ]
      : []),
    ...(firefox
      ? [
          {
            name: 'firefox',
            use: {
              browserName: 'firefox',
              channel: 'moz-firefox',
              launchOptions: { executablePath: firefox },
            },
          },
        ]
      : []),
  ],
});
