import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type {} from '../../src/index.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

/** What was built, in a page with real headers: `types` are the policies that it trusts, all of them where none is named. */
async function openPage(builds: string, types = ''): Promise<{ page: Document; harness: DialogHarness }> {
  const query = new URLSearchParams({ builds, types }).toString();
  const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Strict" width="700" height="700"></iframe>`);
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.src = `/strict-page/?${query}`;
  await loaded;
  const page = frame.contentDocument;
  const element = page?.querySelector('reverify-dialog');
  if (!page || !element) throw new Error('the page was not loaded');
  const verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  element.verifier = verifier;
  verifier.onAttempt = (answer) => {
    if (answer.strategy === 'password') throw new TypeError('no network');
    return { ...verifier.verification, status: 'complete' };
  };
  return { page, harness: new DialogHarness(element) };
}

/** A refused request, an answer that does not arrive, another method, and the request once more. */
async function sendMoney(page: Document, harness: DialogHarness, build: string): Promise<string> {
  const button = page.querySelector<HTMLButtonElement>(`#${build}`);
  button?.click();
  await waitUntil(() => harness.element.open, 'the dialog does not open', { timeout: 8000 });
  await harness.waitForStability();
  await harness.answer('brown horse');
  await waitUntil(() => harness.text('alert') !== '');
  expect(getComputedStyle(harness.part('panel')).display).to.equal('flex');
  await harness.click('other');
  await harness.waitForStability();
  [...harness.root.querySelectorAll<HTMLElement>('[part=method]')].at(-1)?.click();
  await harness.waitForStability();
  await harness.answer('123456');
  await waitUntil(() => button?.textContent !== '', 'nothing was sent again', { timeout: 8000 });
  await harness.waitUntilClosed();
  return button?.textContent ?? '';
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
