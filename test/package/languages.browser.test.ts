import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type {} from '../../src/index.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { password, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

const GERMAN = 'Bestätigen Sie Ihre Identität';
const ENGLISH = 'Confirm it’s you';

const QUICK = { timeout: 8000 };

/** A page in German, and what can be seen of it. */
class GermanPage {
  /** The heading of each dialog at the moment that it was opened. */
  readonly firstSeen: string[] = [];
  readonly warnings: string[] = [];

  private constructor(
    readonly window: Window & typeof globalThis,
    readonly harness: DialogHarness,
  ) {
    const { firstSeen, warnings } = this;
    const { prototype } = window.HTMLDialogElement;
    const showModal = Reflect.get(prototype, 'showModal');
    prototype.showModal = function (this: HTMLDialogElement) {
      firstSeen.push(this.querySelector('h2')?.textContent.trim() ?? '');
      showModal.call(this);
    };
    window.console.warn = (...words: unknown[]) => void warnings.push(String(words[0]));
  }

  /**
   * @param how the German texts come: at `once`, `late` or, where they are `missing`, never; `beside` the inside of the
   *   dialog, which comes only once they are asked for.
   */
  static async open(build: string, how: string): Promise<GermanPage> {
    const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Sprachen" width="700" height="700"></iframe>`);
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    frame.src = `/languages/${how}/${build}/`;
    await loaded;
    const element = frame.contentDocument?.querySelector('reverify-dialog');
    const page = element?.ownerDocument.defaultView;
    if (!element || !page) throw new Error('the page was not loaded');
    element.verifier = new ScriptedVerifier(verificationWith([password]));
    return new GermanPage(page, new DialogHarness(element));
  }

  /** No wait of less than a second ends: what is quick on a quick machine is quick on this one. */
  waitAsLongAsItTakes(): void {
    const { window } = this;
    const setTimeout = window.setTimeout.bind(window);
    Object.assign(window, {
      setTimeout: (handler: () => void, delay = 0) => (delay > 0 && delay < 1000 ? 0 : setTimeout(handler, delay)),
    });
  }

  async ask(): Promise<void> {
    this.harness.askInBackground();
    await waitUntil(() => this.harness.element.open, 'the dialog does not open', QUICK);
    await this.harness.waitForStability();
  }

  async close(): Promise<void> {
    this.harness.element.cancel();
    await this.harness.waitUntilClosed();
  }

  get violations(): string {
    return this.window.document.documentElement.dataset['violations'] ?? '';
  }
}

for (const build of ['module', 'script']) {
  describe(`a language that is loaded, by the ${build}`, () => {
    it('is that of the first thing that is seen', async () => {
      const page = await GermanPage.open(build, 'once');
      page.waitAsLongAsItTakes();
      await page.ask();
      expect(page.firstSeen).to.deep.equal([GERMAN]);
      expect(page.harness.part('panel').lang).to.equal('de');
      expect(page.warnings).to.deep.equal([]);
      expect(page.violations).to.equal('');
    });

    it('is followed when it comes late: English is shown until then, and what was typed stays', async () => {
      const page = await GermanPage.open(build, 'late');
      await page.ask();
      expect(page.firstSeen).to.deep.equal([ENGLISH]);
      expect(page.harness.part('panel').lang).to.equal('en');
      page.harness.field.value = 'correct horse';
      await fetch(`/languages/late/${build}/release`);
      await waitUntil(() => page.harness.heading === GERMAN, 'the dialog stays in English', QUICK);
      expect(page.harness.field.value).to.equal('correct horse');
      expect(page.harness.part('panel').lang).to.equal('de');
    });

    it('is done without where it is not there, which is said once', async () => {
      const page = await GermanPage.open(build, 'missing');
      await page.ask();
      await page.close();
      await page.ask();
      expect(page.firstSeen).to.deep.equal([ENGLISH, ENGLISH]);
      expect(page.harness.text('submit')).to.equal('Continue');
      expect(page.warnings).to.have.length(1);
      expect(page.warnings[0]).to.contain('"de" could not be loaded');
    });
  });
}

it('a language is fetched beside the inside of the dialog, not after it', async () => {
  const page = await GermanPage.open('module', 'beside');
  page.waitAsLongAsItTakes();
  await page.ask();
  expect(page.firstSeen).to.deep.equal([GERMAN]);
  expect(page.violations).to.equal('');
});
