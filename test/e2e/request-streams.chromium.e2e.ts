import { expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { handleTestApi } from '../harness/test-api.mjs';
import { serveHttp2 } from '../harness/http2-server.js';

/** A page over HTTP/2, with the tests of `request-streams-page.ts`. */
const test = base.extend<{ streams: Page }, { origin: string }>({
  origin: [
    async ({ browserName: _anyBrowser }, use) => {
      const { outputFiles } = await build({
        entryPoints: [fileURLToPath(new URL('./request-streams-page.ts', import.meta.url))],
        bundle: true,
        write: false,
        format: 'iife',
        define: { Buffer: 'undefined' },
      });
      const script = outputFiles[0]?.text ?? '';
      const { origin, close } = await serveHttp2((request, response) => {
        // The test API needs of both only what HTTP/1 and HTTP/2 have in common.
        void handleTestApi(request as never, response as never).then((isDone) => {
          if (isDone) return;
          response.setHeader('Content-Type', 'text/html');
          response.end(`<!doctype html><script>${script}</script>`);
        });
      });
      await use(origin);
      close();
    },
    { scope: 'worker' },
  ],
  streams: async ({ origin, page }, use) => {
    await page.goto(`${origin}/page`);
    await use(page);
  },
});

test.use({ ignoreHTTPSErrors: true });

const run = (page: Page, name: string, ...args: string[]): Promise<Record<string, unknown>> =>
  page.evaluate(
    ([name, args]) => {
      const { tests } = window as unknown as { tests: Record<string, (...args: string[]) => Promise<never>> };
      return tests[name]?.(...args) ?? Promise.reject(new Error(`no ${name}`));
    },
    [name, args] as const,
  );

test('streams of every kind, in every input, are sent again as they were', async ({ streams }) => {
  const { tried, sent, differences } = await run(streams, 'matrix');
  expect(differences).toEqual([]);
  expect(tried).toBeGreaterThan(70);
  expect(sent).toBeGreaterThan(100);
});

for (const kind of ['bare', 'wrapped']) {
  test(`a caller who aborts in the middle cancels the source, with their reason (${kind})`, async ({ streams }) => {
    expect(await run(streams, 'abort', kind)).toEqual({ thrown: 'enough', cancelled: 'enough' });
  });

  test(`a Request made from a stream is used at once (${kind})`, async ({ streams }) => {
    const { bodyUsed, again, status } = await run(streams, 'used', kind);
    expect(bodyUsed).toBe(true);
    expect(again).toContain('TypeError');
    expect(status).toBe(200);
  });
}

test('a body that was refused before it was sent is read once, and sent twice', async ({ streams }) => {
  const { status, texts, pulls } = await run(streams, 'early');
  expect([status, pulls]).toEqual([200, 4]);
  expect(texts).toEqual(['one two three', 'one two three']);
});

// Of what need not be sent to its end, Chromium tells no end either.
for (const [types, expected] of [
  ['loadstart progress load loadend', /^loadstart, (progress, )*progress of all, load of all, loadend of all$/],
  ['loadstart load', /^loadstart, load of all$/],
  ['progress', /^(progress, )*progress of all$/],
] as const) {
  test(`an upload that was refused before it was through is told of to its end, once: ${types}`, async ({
    streams,
  }) => {
    const { status, sent, events } = await run(streams, 'uploads', types);
    expect([status, sent]).toEqual([200, 3]);
    expect(events).toMatch(expected);
  });
}
