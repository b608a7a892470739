import { expect } from '@open-wc/testing';
import { backgroundOf, contrast } from '../harness/contrast.js';
import type { DialogHarness } from '../harness/dialog-harness.js';
import { states } from '../harness/dialog-states.js';

const looks = ['plain', 'bootstrap', 'material', 'github'];

/** What is written, in their states that differ. */
const shown = ['password', 'email code', 'choosing', 'a wrong answer', 'an error of the dialog', 'unavailable'];

async function sheetOf(look: string): Promise<CSSStyleSheet> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await (await fetch(`/src/looks/${look}.css`)).text());
  return sheet;
}

function expectReadable({ root, dialog, textElements }: DialogHarness, where: string): void {
  for (const element of textElements) {
    const ratio = contrast(getComputedStyle(element).color, backgroundOf(element));
    expect(ratio, `${where}: ${element.outerHTML}`).to.be.at.least(4.5);
  }
  const surface = backgroundOf(dialog);
  for (const field of root.querySelectorAll('[part=field]')) {
    const { borderTopColor } = getComputedStyle(field);
    expect(contrast(borderTopColor, surface), `${where}: the field's border`).to.be.at.least(3);
  }
}

/** The ring, or where a look has none, the field's own border. */
function expectFocusSeen({ root, dialog }: DialogHarness, where: string): void {
  const focused = root.activeElement?.closest('[part=field]');
  if (!focused) return;
  const { outlineColor, borderTopColor } = getComputedStyle(focused);
  const ring = /^(transparent|rgba\(.*, 0\))$/.test(outlineColor) ? borderTopColor : outlineColor;
  expect(contrast(ring, backgroundOf(dialog)), `${where}: the focus`).to.be.at.least(3);
}

describe('the looks', () => {
  afterEach(() => {
    document.adoptedStyleSheets = [];
    document.documentElement.removeAttribute('style');
  });

  for (const state of shown) {
    it(`can be read in the state "${state}", in light and in dark`, async () => {
      const harness = await states[state]?.();
      if (!harness) throw new Error(`no state ${state}`);
      await harness.settleRendering();
      for (const look of looks) {
        document.adoptedStyleSheets = [await sheetOf(look)];
        for (const scheme of ['light', 'dark']) {
          document.documentElement.style.colorScheme = scheme;
          expectReadable(harness, `${look}, ${scheme}`);
          expectFocusSeen(harness, `${look}, ${scheme}`);
        }
      }
    });
  }

  it('leave every target at least 24 pixels (WCAG 2.2, 2.5.8)', async () => {
    const harness = await states['password']?.();
    for (const look of looks) {
      document.adoptedStyleSheets = [await sheetOf(look)];
      for (const button of harness?.root.querySelectorAll('button') ?? []) {
        expect(Math.min(button.offsetHeight, button.offsetWidth), `${look}: ${button.outerHTML}`).to.be.at.least(24);
      }
    }
  });
});
