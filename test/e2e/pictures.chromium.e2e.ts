import { readdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './demo-test.js';
import { fileOf, openGallery, showState, stateNames, variants } from './pictures.js';

/** In the light, all; elsewhere those that have what the others have, too. */
const telling = ['email code', 'passkey', 'choosing', 'a wrong answer'];

/**
 * How far a picture may be from the one in `test/screenshots`: each pixel by a fiftieth of the way from black to white, as it
 * is seen, and one pixel in five thousand by more. What is only smoothed otherwise does not count.
 */
const tolerance = { threshold: 0.02, maxDiffPixelRatio: 0.0002 };

/** Other systems draw the same letters of the same font otherwise. */
const isComparable = process.platform === 'linux';

const hardest = {
  name: 'Large text, long words, 320 pixels',
  settings: { lang: 'de', width: 'narrow', text: 'large', words: 'long' },
  forcedColors: 'none',
} as const;

const folder = new URL('../screenshots/', import.meta.url);

/** By how many pixels what is in the dialog is wider and higher than the dialog: in windows that are high enough. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const dialog = document.querySelector('reverify-dialog')?.shadowRoot?.querySelector('dialog');
    return dialog ? [dialog.scrollWidth - dialog.clientWidth, dialog.scrollHeight - dialog.clientHeight] : [];
  });

test.describe('the pictures of the dialog', () => {
  // For a picture, Playwright writes a style into the page. The pages themselves are tested under their policy.
  test.use({ bypassCSP: true, timezoneId: 'UTC' });

  for (const variant of variants) {
    test(`are as they were: ${variant.name}`, async ({ page, showroom }) => {
      await openGallery(page, showroom, variant);
      for (const state of variant.name === 'Light' ? stateNames : telling) {
        await showState(page, variant, state);
        expect.soft(await cutOff(page), `"${state}" is cut off`).toEqual([0, 0]);
        const picture = [fileOf(variant.name), `${fileOf(state)}.png`];
        if (isComparable) await expect.soft(page.getByRole('dialog')).toHaveScreenshot(picture, tolerance);
      }
    });
  }

  test('would lose nothing with large text and long words at 320 pixels', async ({ page, showroom }) => {
    await openGallery(page, showroom, hardest);
    for (const state of stateNames) {
      await showState(page, hardest, state);
      expect.soft(await cutOff(page), `"${state}" is cut off`).toEqual([0, 0]);
    }
  });

  test('are of no state that is gone', () => {
    const states = new Set(stateNames.map((name) => `${fileOf(name)}.png`));
    const pictures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
    expect(pictures.filter((name) => !states.has(name.split('/').at(-1) ?? ''))).toEqual([]);
  });
});
