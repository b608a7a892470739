import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, password, refusal, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

/** What style sheets of pages say, meant for the whole page, or aimed at us. */
const sheets: Record<string, string> = {
  'a rule for everything': `* {
    all: unset !important; display: block !important; background: lime !important; border: 9px solid red !important;
    color: red !important; font: italic 3px/3 serif !important; margin: 9px !important; padding: 9px !important;
    min-height: 50px !important; min-width: 50px !important; opacity: 0.1 !important; transform: rotate(9deg) !important;
    transition: all 1s !important; direction: rtl !important; unicode-bidi: bidi-override !important;
  }`,
  'a direction for everything': '* { direction: rtl; unicode-bidi: bidi-override }',
  'nothing but what browsers say': '*, ::before, ::after { all: revert !important }',
  'movement everywhere':
    '* { animation: 1s infinite alternate x !important } @keyframes x { to { rotate: 9deg; opacity: 0 } }',
  'a root of ten pixels': 'html { font-size: 62.5% } body, dialog { font-size: 1.6rem }',
  'a reset as frameworks bring it': `
    *, ::before, ::after, ::backdrop, ::file-selector-button { box-sizing: border-box; border: 0 solid; margin: 0; padding: 0 }
    html, :host { font-family: fantasy; line-height: 1.15; tab-size: 4; -webkit-text-size-adjust: 100% }
    h1, h2 { font-size: inherit; font-weight: inherit } ol, ul, menu { list-style: none } svg { display: block }
    button, input { font: inherit; letter-spacing: inherit; color: inherit; background: transparent; border-radius: 0 }
    :focus, :focus-visible { outline: none } [hidden] { display: none !important }`,
  'everything that is inherited': `html, body, reverify-dialog {
    visibility: collapse; pointer-events: none; user-select: none; -webkit-user-select: none; cursor: wait;
    text-transform: uppercase; letter-spacing: 5px; word-spacing: 5px; line-height: 4; word-break: break-all;
    white-space: pre; text-wrap: nowrap; text-align: right; text-indent: 50px; text-shadow: 1px 1px red; hyphens: auto;
    writing-mode: vertical-rl; -webkit-text-fill-color: red; -webkit-text-security: disc; caret-color: red;
    accent-color: red; quotes: none; font-variant: small-caps; font-feature-settings: 'smcp'; font-size-adjust: 2;
    font-stretch: condensed; list-style: square; border-collapse: collapse; interactivity: inert; tab-size: 20;
    fill: red; stroke: red; stroke-width: 9px; text-emphasis: dot; paint-order: stroke; overflow-wrap: normal;
    scrollbar-color: red lime; forced-color-adjust: none;
  }`,
  'effects on what is around it': `html, body, body > div {
    filter: blur(9px); transform: scale(0.5); opacity: 0.1; contain: layout paint; clip-path: inset(40%); overflow: hidden;
    perspective: 9px; will-change: transform; backdrop-filter: blur(2px); mask-image: linear-gradient(#000, transparent);
    mix-blend-mode: difference; content-visibility: auto; container-type: inline-size;
  }`,
  'rules for the element': `reverify-dialog {
    position: static !important; display: inline-block !important; width: 5px !important; height: 5px !important;
    overflow: hidden !important; opacity: 0 !important; filter: blur(9px); transform: scale(0.1); clip-path: inset(50%);
    contain: strict; font-size: 1px; z-index: -1 !important; container-type: size;
  }`,
  'an element without a box': 'reverify-dialog { display: contents !important }',
  'an element that is not displayed': 'reverify-dialog { display: none !important }',
  'rules for dialogs and forms': `
    dialog, dialog[open], :modal, .starting { display: none !important }
    ::backdrop, dialog::backdrop { display: none !important; background: red !important }
    input, button, form, label, svg, h2, p, slot, ul, bdi { all: unset !important; display: none !important }
    form * { pointer-events: none !important }`,
  'a root with small letters': 'html { font-size: 5px } :root, body { font: 5px/9 monospace }',
};

/** Computed styles, places and sizes of all that the dialog is made of. */
function lookOf({ root, dialog }: DialogHarness): Record<string, string> {
  const look: Record<string, string> = {};
  for (const animation of dialog.getAnimations({ subtree: true })) animation.cancel();
  const note = (name: string, element: Element, pseudo?: string) => {
    const style = getComputedStyle(element, pseudo);
    // The dialog has no text of its own, and its panel a font: WebKitGTK inherits it in spite of `all: initial`.
    const names = [...style].filter(
      (each) => !each.startsWith('--') && (element !== dialog || !each.startsWith('font')),
    );
    for (const each of names) look[`${name} ${each}`] = style.getPropertyValue(each);
  };
  [...root.querySelectorAll('*')].forEach((element, index) => {
    const name = `${index} ${element.localName} ${element.getAttribute('part') ?? ''}`;
    const { x, y, width, height } = element.getBoundingClientRect();
    look[`${name} rectangle`] = [x, y, width, height].map(Math.round).join();
    note(name, element);
  });
  note('backdrop', dialog, '::backdrop');
  return look;
}

/** A dialog that says that an answer was wrong: it shows most of what there is. */
async function withError(): Promise<DialogHarness> {
  const verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  verifier.onAttempt = () => Promise.reject(refusal(422, 'form_password_incorrect', { attemptsLeft: 2 }));
  const harness = await DialogHarness.create(verifier);
  await harness.ask('strict', { reason: 'Sending money needs a fresh confirmation.' });
  await harness.answer('wrong horse');
  await waitUntil(() => harness.text('error') !== '');
  await harness.waitForStability();
  return harness;
}

async function close(harness: DialogHarness): Promise<void> {
  harness.element.cancel();
  await harness.waitUntilClosed();
}

describe('the style sheet of a page', () => {
  let clean: Record<string, string>;
  const sheet = new CSSStyleSheet();

  before(async () => {
    const harness = await withError();
    clean = lookOf(harness);
    await close(harness);
  });
  afterEach(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  });

  function apply(css: string): void {
    // The dialog is in the middle of what a scrollbar leaves.
    sheet.replaceSync(`${css} html { scrollbar-width: none !important }`);
    document.adoptedStyleSheets.push(sheet);
  }

  for (const [name, css] of Object.entries(sheets)) {
    it(`changes nothing in the dialog by ${name}`, async () => {
      apply(css);
      const harness = await withError();
      const look = lookOf(harness);
      const changed = Object.keys(clean).filter((each) => look[each] !== clean[each]);
      expect(changed.map((each) => `${each}: ${clean[each]} → ${look[each]}`)).to.deep.equal([]);
      const { left, top, width, height } = harness.part('submit').getBoundingClientRect();
      expect(harness.root.elementFromPoint(left + width / 2, top + height / 2) === harness.part('submit')).to.be.true;
      await close(harness);
    });
  }

  it('gives the element no room, and nothing that could be seen or clicked, while it is closed', async () => {
    const around = await fixture<HTMLElement>(html`<div style="width: 60px; height: 60px"></div>`);
    apply(`${sheets['a rule for everything']} reverify-dialog { width: 40px !important; height: 40px !important }`);
    const before = around.getBoundingClientRect().height;
    const { element } = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    around.append(element);
    expect(around.getBoundingClientRect().height).to.equal(before);
    const { visibility, position } = getComputedStyle(element);
    expect([visibility, position]).to.deep.equal(['hidden', 'fixed']);
    const { left, top, width, height } = element.getBoundingClientRect();
    expect(document.elementsFromPoint(left + width / 2, top + height / 2)).not.to.include(element);
  });

  it('may hide all that is in the page: the dialog says so, and does not open', async () => {
    const harness = await DialogHarness.create(new ScriptedVerifier(verificationWith([password])));
    apply('body > * { display: none !important }');
    const error: unknown = await harness.element.verify().catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'reverification_failed' });
    expect(harness.element.open).to.be.false;
  });
});
