import axeCore from 'axe-core';
import { states } from '../../demo/pages/gallery/states.js';
import { expect, test } from './demo-test.js';

declare global {
  var axe: typeof axeCore;
}

test.describe('the gallery', () => {
  test('shows every state as it is picked, and leaves the focus with whoever picks', async ({ page, showroom }) => {
    // Forty-five dialogs in one page.
    test.slow();
    await page.setViewportSize({ width: 1200, height: 800 });
    await page.goto(`${showroom}/gallery`);
    const links = page.locator('#states a');
    const isShown = (name: string) => page.frameLocator(`iframe[title="${name}"]`).locator('html[data-shown]');
    expect((await links.allTextContents()).sort()).toEqual(Object.keys(states).sort());
    const language = page.getByLabel('Language');
    await language.selectOption('de');
    await language.focus();
    await expect(page).toHaveURL(/[?]lang=de$/);
    for (const name of ['starting', 'password']) await expect(isShown(name)).toHaveAttribute('lang', 'de');
    await expect(language).toBeFocused();
    // While the frames load, Firefox may lose a click on a busy machine.
    await page.waitForLoadState('networkidle');
    await page.getByRole('link', { name: 'a wrong answer' }).click();
    await expect(page).toHaveURL(/gallery\/state#/);
    // In Firefox the frames that are left are still busy for a while.
    await expect(page.getByRole('dialog')).toContainText('3', { timeout: 25_000 });
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  });

  test('is accessible by all that axe can tell, in the light and in the dark', async ({ page, showroom }) => {
    // The states themselves have tests of their own.
    await page.route('**/gallery/state', (route) => route.abort());
    await page.goto(`${showroom}/gallery`);
    await expect(page.locator('#states a').first()).toBeVisible();
    await page.evaluate(axeCore.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() => globalThis.axe.run({ iframes: false }));
      expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
    }
  });

  test('takes of its address only what is possible, and needs no scrolling sideways', async ({ page, showroom }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${showroom}/gallery?scheme=dark&lang=constructor&width=1`);
    await expect(page.getByLabel('Scheme')).toHaveValue('dark');
    await expect(page.getByLabel('Language')).toHaveValue('en');
    await expect(page.getByRole('link', { name: 'Dark' })).toHaveAttribute('aria-current', 'true');
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBe(0);
  });
});
