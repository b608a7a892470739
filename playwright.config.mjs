import { defineConfig } from '@playwright/test';
import { findChromium, findFirefox } from './scripts/engines.mjs';

const chromium = findChromium();
const firefox = findFirefox();

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  snapshotPathTemplate: 'test/screenshots/{arg}{ext}',
  // Each test has a bank of its own, so that they may run side by side.
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI === 'true',
  reporter: './scripts/playwright-reporter.mjs',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Recording costs a fifth of the processor's time, and nobody looks at what CI recorded.
  use: { trace: process.env.CI === 'true' ? 'off' : 'retain-on-failure' },
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
            // Virtual authenticators need the Chrome DevTools protocol.
            testIgnore: '**/*.chromium.e2e.ts',
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
