import { expect } from '@open-wc/testing';
import type { DialogHarness } from '../harness/dialog-harness.js';
import { atSecond, show, states } from '../harness/dialog-states.js';
import { backupCode, password, totp, verificationWith } from '../harness/scripted-verifier.js';

/** They hold the others: to be inside one is not to be reached by it. */
const containers = new Set(['dialog', 'panel', 'form', 'links', 'methods', 'label-row']);

const press = async (harness: DialogHarness, part: string): Promise<DialogHarness> => {
  await harness.click(part);
  return harness;
};

const scenes = {
  ...states,
  'a password that is shown': async () => press(await show(verificationWith([password])), 'toggle'),
  'choosing a second factor': async () => press(await show(atSecond(totp, backupCode)), 'other'),
};

const documented = async (): Promise<Set<string>> => {
  const docs = await (await fetch('/docs/theming.md')).text();
  const [, section = ''] = docs.split('\n## Parts\n');
  const rows = section.slice(0, section.indexOf('\n## ')).matchAll(/^\| (`[^|]*`) +\|/gm);
  return new Set(
    [...rows].flatMap(([, names = '']) => [...names.matchAll(/`([a-z_-]+)`/g)].map(([, name = '']) => name)),
  );
};

const partsOf = (element: Element) => [...element.part];

function isSeen(element: Element): boolean {
  if (!element.checkVisibility() || element.closest('.hidden')) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

/** Whether there is something of its own to be seen, beside what is inside it. */
function shows(element: Element): boolean {
  const { backgroundColor, borderTopWidth, display } = getComputedStyle(element);
  if (display === 'contents') return false;
  const hasText = [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
  const isControl = element.matches('svg, input, button');
  return hasText || isControl || borderTopWidth !== '0px' || !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor);
}

const isReached = (element: Element) =>
  element.part.length > 0 || [...(element.closest('[part]')?.part ?? [])].some((part) => !containers.has(part));

describe('the parts', () => {
  const shown = new Set<string>();

  for (const [name, open] of Object.entries(scenes)) {
    it(`reach everything that can be seen: ${name}`, async () => {
      const harness: DialogHarness = await open();
      await harness.settleRendering();
      for (const element of harness.root.querySelectorAll('dialog, dialog *:not(path)')) {
        if (!isSeen(element)) continue;
        if (shows(element)) expect(isReached(element), element.outerHTML).to.be.true;
        for (const part of partsOf(element)) shown.add(part);
      }
    });
  }

  it('are each documented, and each shown in one of the states', async () => {
    const inDocs = await documented();
    if (!('PublicKeyCredential' in window)) for (const part of ['icon-passkey', 'instead']) inDocs.delete(part);
    expect(
      [...shown].filter((part) => !inDocs.has(part)),
      'not in the documentation',
    ).to.deep.equal([]);
    expect(
      [...inDocs].filter((part) => !shown.has(part)),
      'never shown',
    ).to.deep.equal([]);
  });
});
