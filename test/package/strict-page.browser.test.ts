import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { ReverifyDialog } from '../../src/dialog.js';
import type {} from '../../src/index.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

const QUICK = { timeout: 8000, interval: 10 };

interface StrictPage {
  readonly page: Document;
  readonly harness: DialogHarness;
  readonly verifier: ScriptedVerifier;
}

/** What was built, in a page with real headers: `types` are the policies that it trusts, all of them where none is named. */
async function openPage(builds: string, types = '', kind = 'html'): Promise<StrictPage> {
  const query = new URLSearchParams({ builds, types, kind }).toString();
  const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Strict" width="700" height="700"></iframe>`);
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.src = `/strict-page/?${query}`;
  await loaded;
  const page = frame.contentDocument;
  const buttons = [...(page?.querySelectorAll('button') ?? [])];
  await waitUntil(() => buttons.every(({ onclick }) => onclick), 'the page does not start', QUICK);
  const element = page?.querySelector('reverify-dialog');
  if (!page || !element) throw new Error('the page was not loaded');
  const verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  element.verifier = verifier;
  verifier.onAttempt = (answer) => {
    if (answer.strategy === 'password') throw new TypeError('no network');
    return { ...verifier.verification, status: 'complete' };
  };
  return { page, harness: new DialogHarness(element), verifier };
}

/** A refused request, an answer that does not arrive, another method, and the request once more. */
async function sendMoney(page: Document, harness: DialogHarness, build: string): Promise<string> {
  const button = page.querySelector<HTMLButtonElement>(`#${build}`);
  button?.click();
  await waitUntil(() => harness.element.open, 'the dialog does not open', QUICK);
  await harness.waitForStability();
  await harness.answer('brown horse');
  await waitUntil(() => harness.text('alert') !== '');
  expect(getComputedStyle(harness.part('panel')).display).to.equal('flex');
  await harness.click('other');
  await harness.waitForStability();
  [...harness.root.querySelectorAll<HTMLElement>('[part=method]')].at(-1)?.click();
  await harness.waitForStability();
  await harness.answer('123456');
  await waitUntil(() => button?.textContent !== '', 'nothing was sent again', QUICK);
  await leaveConfirmation(harness);
  return button?.textContent ?? '';
}

/** It would go by itself, later. */
async function leaveConfirmation(harness: DialogHarness): Promise<void> {
  harness.element.cancel();
  await harness.waitUntilClosed();
}

const violations = ({ documentElement }: Document) => documentElement.dataset['violations'] ?? '';

describe('a page with a strict content security policy', () => {
  for (const [builds, types] of [
    ['module', ''],
    ['module', 'lit-html'],
    ['script', ''],
    ['script', 'lit-html'],
    ['script,module', ''],
    ['script,module', "lit-html 'allow-duplicates'"],
  ] as const) {
    it(`has nothing to forbid: ${builds}${types && `, trusted-types ${types}`}`, async () => {
      const { page, harness } = await openPage(builds, types);
      // Of two copies, each with a Lit of its own, both send by the dialog of the one that came first.
      for (const build of builds.split(',')) expect(await sendMoney(page, harness, build)).to.equal('200 money');
      expect(violations(page)).to.equal('');
    });
  }

  it('would say so', async () => {
    const { page } = await openPage('script');
    page.body.setAttribute('style', 'color: red');
    await waitUntil(() => violations(page).startsWith('style-src'));
  });
});

describe('two copies in a page', () => {
  const { version } = ReverifyDialog;
  /** The versions that each warning names. */
  const warningsOf = ({ documentElement }: Document): string[][] =>
    (documentElement.dataset['warnings'] ?? '').split('\n').map((warning) => warning.match(/\d+\.\d+\.\d+/g) ?? []);

  for (const [builds, versions] of [
    ['script,module', [version, version]],
    ['module,script', [version, version]],
    ['older,module', ['0.0.9', version]],
    ['older,script', ['0.0.9', version]],
    ['script,older', [version, '0.0.9']],
  ] as const) {
    it(`have one gate, one dialog and one warning: ${builds}`, async () => {
      const { page, harness, verifier } = await openPage(builds);
      const buttons = [...page.querySelectorAll('button')];
      for (let times = 1; times <= 2; times++) {
        for (const button of buttons) button.click();
        await waitUntil(() => harness.element.open, 'the dialog does not open', QUICK);
        verifier.onAttempt = () => ({ ...verifier.verification, status: 'complete' });
        await harness.waitForStability();
        await harness.answer('brown horse');
        await waitUntil(() => buttons.every(({ textContent }) => textContent === '200 money'));
        await leaveConfirmation(harness);
        expect(verifier.started).to.have.length(times);
        for (const button of buttons) button.textContent = '';
      }
      expect(page.querySelectorAll('reverify-dialog')).to.have.length(1);
      expect(warningsOf(page)).to.deep.equal([versions]);
    });
  }
});

describe('an application with a Lit of another version', () => {
  it('renders the element, and has nothing to forbid where both may have their policy', async () => {
    const { page, harness } = await openPage('lit-2', "lit-html 'allow-duplicates'");
    expect(await sendMoney(page, harness, 'lit-2')).to.equal('200 money');
    expect(harness.element.reason).to.equal('Lit 2 asks.');
    expect(violations(page)).to.equal('');
  });

  it('is told, and waits for nobody, where they may not', async () => {
    const { page, harness } = await openPage('lit-2', 'lit-html');
    const error: unknown = await harness.element.verify().catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'reverification_failed' });
    await waitUntil(() => violations(page).startsWith('trusted-types'));
  });
});

describe('a page that is no HTML as it is written today', () => {
  /** Where everything is, and how large. */
  async function layoutIn(kind: string): Promise<string[]> {
    const { page, harness } = await openPage('module', 'lit-html', kind);
    expect(page.compatMode).to.equal(kind === 'quirks' ? 'BackCompat' : 'CSS1Compat');
    await harness.ask();
    await harness.answer('brown horse');
    await waitUntil(() => harness.text('alert') !== '');
    // Without what turns.
    return [...harness.root.querySelectorAll(':not([part=spinner])')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.localName, x, y, width, height].join(' ');
    });
  }

  for (const kind of ['quirks', 'xhtml']) {
    for (const build of ['module', 'script']) {
      it(`has the same dialog: ${kind}, by the ${build}`, async () => {
        const { page, harness } = await openPage(build, 'lit-html', kind);
        expect(await sendMoney(page, harness, build)).to.equal('200 money');
        expect(violations(page)).to.equal('');
      });
    }

    it(`has it look the same: ${kind}`, async () => {
      expect(await layoutIn(kind)).to.deep.equal(await layoutIn('html'));
    });
  }
});
