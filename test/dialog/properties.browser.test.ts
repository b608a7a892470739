import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { DialogHarness } from '../harness/dialog-harness.js';
import { show, states } from '../harness/dialog-states.js';
import { emailCode, password, verificationWith } from '../harness/scripted-verifier.js';

/** Values that nothing has by default. */
const values: Readonly<Record<string, string>> = {
  accent: '#123456',
  surface: '#abcdef',
  text: '#654321',
  'on-accent': '#fedcba',
  'accent-hover': '#010203',
  link: '#040506',
  focus: '#070809',
  tint: '#0a0b0c',
  muted: '#0d0e0f',
  line: '#101112',
  border: '#131415',
  field: '#161718',
  error: '#191a1b',
  font: 'monospace',
  'font-size': '23px',
  'font-weight': '300',
  'strong-weight': '800',
  'heading-font': 'cursive',
  'heading-size': '41px',
  'heading-weight': '100',
  radius: '3px',
  'button-radius': '5px',
  'dialog-radius': '7px',
  space: '31px',
  'control-height': '61px',
  width: '333px',
  shadow: '0 0 1px #123',
  backdrop: '#1c1d1e',
};

const drawn = [
  ...['color', 'background-color', 'border-top-color', 'outline-color', 'box-shadow', 'border-top-left-radius'],
  ...['font-family', 'font-size', 'font-weight', 'padding-left', 'min-height', 'width'],
];

const stylesOf = (style: CSSStyleDeclaration) => drawn.map((name) => style.getPropertyValue(name)).join();

const looks = ({ root, dialog }: DialogHarness) =>
  [
    stylesOf(getComputedStyle(dialog, '::backdrop')),
    ...[...root.querySelectorAll('dialog, dialog *')].map((element) => stylesOf(getComputedStyle(element))),
  ].join('\n');

interface Documented {
  readonly name: string;
  /** In backticks, and nothing else: a value that can be set. */
  readonly value: string | undefined;
}

async function documented(): Promise<Documented[]> {
  const docs = await (await fetch('/docs/theming.md')).text();
  return [...docs.matchAll(/^\| `--reverify-([a-z-]+)` +\| (?:`([^`]+)` +|[^|]+)\|/gm)].map(([, name = '', value]) => ({
    name,
    value,
  }));
}

const hoverOver = async (element: Element): Promise<void> => {
  const { left, top, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: 'move', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
};

describe('the custom properties', () => {
  it('are those of the documentation', async () => {
    const names = (await documented()).map(({ name }) => name);
    expect(names.sort()).to.deep.equal(Object.keys(values).sort());
  });

  it('each change what is drawn, and have the default that is documented', async () => {
    const unused = new Set(Object.keys(values));
    const changes = (harness: DialogHarness, name: string, value: string): boolean => {
      const before = looks(harness);
      harness.element.style.setProperty(`--reverify-${name}`, value);
      const after = looks(harness);
      harness.element.style.removeProperty(`--reverify-${name}`);
      return after !== before;
    };
    const properties = await documented();
    for (const state of ['password', 'a wrong answer']) {
      const harness = await states[state]?.();
      if (!harness) throw new Error(`no state ${state}`);
      await harness.settleRendering();
      await hoverOver(harness.part('submit'));
      for (const { name, value } of properties) {
        if (changes(harness, name, values[name] ?? '')) unused.delete(name);
        if (value) expect(changes(harness, name, value), `--reverify-${name}: ${value}`).to.be.false;
      }
      harness.element.cancel();
      await harness.waitUntilClosed();
    }
    expect([...unused]).to.deep.equal([]);
  });

  it('may stand on anything around the dialog', async () => {
    const harness = await show(verificationWith([password, emailCode]));
    document.body.style.setProperty('--reverify-surface', '#abcdef');
    const { backgroundColor } = getComputedStyle(harness.dialog);
    document.body.removeAttribute('style');
    expect(backgroundColor).to.equal('rgb(171, 205, 239)');
  });
});
