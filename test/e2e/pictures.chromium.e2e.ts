import { readdirSync } from 'node:fs';
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

const folder = new URL('../screenshots/', import.meta.url);

test.describe('the pictures of the dialog', () => {
  // For a picture, Playwright writes a style into the page. The pages themselves are tested under their policy.
  test.use({ bypassCSP: true, timezoneId: 'UTC' });

  for (const variant of variants) {
    const pictured = variant.name === 'Light' ? stateNames : telling;

    test(`are as they were: ${variant.name}`, async ({ page, showroom }) => {
      await openGallery(page, showroom, variant);
      for (const state of stateNames) {
        await showState(page, variant, state);
        const cut = await page.evaluate(() => {
          const dialog = document.querySelector('reverify-dialog')?.shadowRoot?.querySelector('dialog');
          return dialog ? [dialog.scrollWidth - dialog.clientWidth, dialog.scrollHeight - dialog.clientHeight] : [];
        });
        expect.soft(cut, `"${state}" is cut off`).toEqual([0, 0]);
        const picture = [fileOf(variant.name), `${fileOf(state)}.png`];
        if (isComparable && pictured.includes(state))
          await expect.soft(page.getByRole('dialog')).toHaveScreenshot(picture, tolerance);
      }
    });
  }

  test('are of no state that is gone', () => {
    const states = new Set(stateNames.map((name) => `${fileOf(name)}.png`));
    const pictures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
    expect(pictures.filter((name) => !states.has(name.split('/').at(-1) ?? ''))).toEqual([]);
  });
});
