import type { Page } from '@playwright/test';
import { expect, test } from './demo-test.js';

const preview = (page: Page) => page.frameLocator('#preview');
const colourOf = (page: Page, part: string, property: string) =>
  preview(page)
    .locator(`[part~=${part}]`)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test.describe('the theming workshop', () => {
  test.beforeEach(async ({ page, showroom }) => {
    await page.goto(`${showroom}/theming`);
    await expect(page.locator('#contrast li')).toHaveCount(6);
  });

  test('shows what is picked at once, in the real dialog, and its contrast', async ({ page }) => {
    await page.getByLabel('Accent', { exact: true }).fill('#ffd54f');
    await expect.poll(() => colourOf(page, 'submit', 'background-color')).toBe('rgb(255, 213, 79)');
    await expect(page.locator('#contrast .fail')).toHaveCount(0);
    await page.getByText('More colours').click();
    await page.getByLabel('Links and icons', { exact: true }).fill('#ffd54f');
    await expect(page.locator('#contrast .fail')).toContainText('Links');
    await page.getByRole('button', { name: 'Undo: Links and icons' }).click();
    await expect(page.locator('#contrast .fail')).toHaveCount(0);
    await expect(page.getByLabel('Links and icons', { exact: true })).toBeFocused();
  });

  test('keeps the name apart from the address, in the script as it is built', async ({ page }) => {
    await expect(preview(page).locator('[part=account]')).toContainText('Jane jane@example.com');
  });

  test('gives only the CSS that differs, for light and dark by themselves', async ({ page }) => {
    const css = page.locator('#css');
    await expect(css).toHaveText('/* The default look needs no CSS. */\n');
    await page.getByLabel('GitHub-like').check();
    await page.getByText('Shape').click();
    await page.getByLabel('Corners', { exact: true }).fill('3');
    await page.getByLabel('Dark', { exact: true }).check();
    await page.getByLabel('Accent', { exact: true }).fill('#8250df');
    await expect(css).toHaveText(
      [
        "@import 'reverify-dialog/looks/github.css';",
        '',
        'reverify-dialog {',
        '  --reverify-accent: light-dark(#1f883d, #8250df);',
        '  --reverify-radius: 3px;',
        '}',
        '',
      ].join('\n'),
    );
    await expect.poll(() => colourOf(page, 'submit', 'background-color')).toBe('rgb(130, 80, 223)');
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(css).toHaveText('/* The default look needs no CSS. */\n');
  });

  test('leaves the focus with whoever picks a state, and shows it', async ({ page }) => {
    const state = page.getByLabel('State');
    await state.focus();
    for (const [value, part] of [
      ['a wrong answer', 'icon-alert'],
      ['choosing', 'methods'],
      ['email code', 'countdown'],
      ['starting', 'starting'],
      ['unavailable', 'submit'],
    ] as const) {
      await state.selectOption(value);
      await expect(preview(page).locator(`[part~=${part}]`).first()).toBeVisible();
      await expect(state).toBeFocused();
    }
  });

  test('is shared by its address, of which nothing impossible is taken', async ({ page, showroom }) => {
    await page.getByLabel('Material-like').check();
    await page.getByLabel('Text', { exact: true }).fill('#102030');
    await expect(page).toHaveURL(/look=material.*text=%23102030/);
    const shared = page.url();
    await page.goto('about:blank');
    await page.goto(shared);
    await expect(page.locator('#css')).toContainText('--reverify-text: light-dark(#102030, #e6e0e9);');
    await page.goto('about:blank');
    await page.goto(`${showroom}/theming#look=x&width=9999&accent=red;}&nonsense=1&font=url(x)&radius=4`);
    await expect(page.locator('#css')).toHaveText('reverify-dialog {\n  --reverify-radius: 4px;\n}\n');
  });

  test('copies, or says how to', async ({ page }) => {
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        document.title = text;
      };
    });
    const said = page.locator('#said');
    await page.getByLabel('Plain').check();
    await page.getByRole('button', { name: 'Copy the CSS' }).click();
    await expect(said).toHaveText('The CSS is in the clipboard.');
    expect(await page.title()).toBe("@import 'reverify-dialog/looks/plain.css';");
    await page.getByRole('button', { name: 'Copy the link' }).click();
    await expect(said).toHaveText('The link is in the clipboard.');
    expect(await page.title()).toContain('/theming#look=plain&scheme=light&state=password');
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await page.getByRole('button', { name: 'Copy the CSS' }).click();
    await expect(said).toContainText('The CSS is selected');
    expect(await page.evaluate(() => getSelection()?.toString().trim())).toBe(
      "@import 'reverify-dialog/looks/plain.css';",
    );
  });

  test('stays with the default look where another cannot be loaded, and says so', async ({ page }) => {
    await page.route('**/looks/material.css', (route) => route.fulfill({ status: 503 }));
    await page.getByLabel('Material-like').click();
    await expect(page.locator('#said')).toContainText('could not be loaded');
    await expect(page.getByLabel('Default')).toBeChecked();
    await page.unroute('**/looks/material.css');
    await page.getByLabel('Material-like').check();
    await expect(page.locator('#css')).toContainText('looks/material.css');
    await expect(page.locator('#said')).toBeEmpty();
  });

  test('needs no scrolling sideways at 320 pixels', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBe(0);
  });
});

test('only the workshop and the gallery may be framed, and only by this site', async ({ request, showroom }) => {
  const policyOf = async (path: string) =>
    (await request.get(new URL(path, showroom).href)).headers()['content-security-policy'];
  expect(await policyOf('/sign-in')).toContain("frame-ancestors 'none'");
  expect(await policyOf('/themings')).toContain("frame-ancestors 'none'");
  expect(await policyOf('/theming/preview')).toContain("frame-ancestors 'self'");
  expect(await policyOf('/gallery/state')).toContain("frame-ancestors 'self'");
});
