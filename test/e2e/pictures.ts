import type { Page } from '@playwright/test';
import { parametersOf, variants as settings } from '../../demo/pages/gallery/settings.js';
import type { Settings } from '../../demo/pages/gallery/settings.js';
import { states } from '../../demo/pages/gallery/states.js';

/** In what all states are looked at. */
interface Variant {
  readonly name: string;
  readonly settings: Partial<Settings>;
  readonly forcedColors: 'active' | 'none';
}

export const variants: readonly Variant[] = [
  ...Object.entries(settings).map(([name, given]) => ({ name, settings: given, forcedColors: 'none' as const })),
  { name: 'Forced colours', settings: {}, forcedColors: 'active' },
];

export const stateNames = Object.keys(states);

/** The name of a picture's file, or of a folder of them. */
export const fileOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');

/** Whatever a picture shows of the time, it is this one. */
export const now = new Date('2026-01-05T09:00:00Z');

/** High enough for all of the dialog to be seen: in less it scrolls. */
const sizeFor = ({ width, text, words }: Partial<Settings>) => ({
  width: width === 'narrow' ? 320 : 520,
  height: text === 'large' ? 3600 : words === 'long' ? 1200 : 840,
});

/** Makes the page ready for {@link showState}. */
export async function openGallery(page: Page, url: string, variant: Variant): Promise<void> {
  await page.setViewportSize(sizeFor(variant.settings));
  // What moves while it is drawn may stay half a pixel off.
  await page.emulateMedia({ forcedColors: variant.forcedColors, reducedMotion: 'reduce' });
  await page.clock.setFixedTime(now);
  await page.goto(`${url}/gallery/state`);
}

/** Shows a state; the page stays, so that the next one is there at once. */
export async function showState(page: Page, variant: Variant, state: string): Promise<void> {
  const hash = `#${parametersOf(variant.settings, state).toString()}`;
  await page.evaluate((address) => location.replace(address), hash);
  await page.locator(`html[data-shown="${hash}"]`).waitFor({ state: 'attached' });
}
