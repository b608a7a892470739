import { expect, html } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
import { password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

const content = html`<img slot="logo" alt="Example Bank" width="44" height="44" />
  <p slot="header">Example Bank, since 1871</p>
  <p slot="footer">We never ask by phone.</p>`;

async function open(): Promise<DialogHarness> {
  const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])), content);
  await harness.ask();
  return harness;
}

const given = ({ element }: DialogHarness, slot: string): Element => {
  const found = element.querySelector(`[slot=${slot}]`);
  if (!found) throw new Error(`nothing in the slot ${slot}`);
  return found;
};

const top = (element: Element) => element.getBoundingClientRect().top;

describe('what an application puts into the dialog', () => {
  it('stands in the documented order', async () => {
    const harness = await open();
    const order = [
      given(harness, 'logo'),
      harness.part('heading'),
      harness.part('reason'),
      given(harness, 'header'),
      harness.part('submit'),
      given(harness, 'footer'),
    ].map(top);
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    expect(new Set(order).size).to.equal(order.length);
  });

  it('has its logo in place of the shield', async () => {
    const harness = await open();
    expect(given(harness, 'logo').checkVisibility()).to.be.true;
    expect(harness.root.querySelector('[part~=icon-shield]')?.checkVisibility()).to.be.false;
  });

  it('is styled by the page, not by the dialog', async () => {
    const harness = await open();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('[slot=footer] { color: rgb(1, 2, 3); margin: 5px; }');
    document.adoptedStyleSheets = [sheet];
    const { color, marginTop } = getComputedStyle(given(harness, 'footer'));
    document.adoptedStyleSheets = [];
    expect(color).to.equal('rgb(1, 2, 3)');
    expect(marginTop).to.equal('5px');
  });
});
