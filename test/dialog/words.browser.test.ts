import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { languageOf } from '../../src/dialog/language-of.js';
import en from '../../src/locales/en.js';
import { registerLocale } from '../../src/locales/registry.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, password, refusal, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

const ask = async () => {
  const verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
  const harness = await DialogHarness.create(verifier);
  return { verifier, harness };
};

describe('the words', () => {
  it("are the application's own where it has some, as text", async () => {
    const { harness } = await ask();
    harness.element.messages = { title: 'Is it <em>you</em>?', submit: 'Go on' };
    await harness.ask();
    expect(harness.heading).to.equal('Is it <em>you</em>?');
    expect(harness.text('submit')).to.equal('Go on');
    expect(harness.text('label')).to.equal('Password');
  });

  it('are ours where the application has none yet, though it names them', async () => {
    const { harness } = await ask();
    const untranslated = { title: undefined, sent: undefined };
    // @ts-expect-error: what a page in JavaScript may do
    harness.element.messages = { ...untranslated, submit: 'Go on' };
    harness.element.preferredStrategy = 'email_code';
    await harness.ask();
    expect(harness.heading).to.equal('Confirm it’s you');
    expect(harness.text('lead')).to.equal('Enter the code we sent to j•••@example.com.');
    expect(harness.text('submit')).to.equal('Go on');
  });

  it('follow the lang of the element, live', async () => {
    registerLocale('fi', { ...en, title: 'Vahvista', attemptsLeft: { other: 'vielä {count}' } });
    const { harness, verifier } = await ask();
    await harness.ask();
    expect(harness.part('panel').lang).to.equal('en');
    harness.element.lang = 'fi-FI';
    await waitUntil(() => harness.heading === 'Vahvista');
    expect(harness.part('panel').lang).to.equal('fi');
    verifier.onAttempt = () => Promise.reject(refusal(422, 'form_password_incorrect', { attemptsLeft: 1 }));
    await harness.answer('wrong horse');
    await harness.waitForStability();
    expect(harness.text('error')).to.contain('vielä 1');
    harness.element.lang = 'no such language!';
    await waitUntil(() => harness.heading === 'Confirm it’s you');
  });

  it("are English, and said to be, where we have none in the page's language, in which its own are", async () => {
    const { harness } = await ask();
    harness.element.lang = 'sv';
    await harness.ask('strict', { action: { id: 'act_1', summary: 'Betalning till Bo' } });
    harness.element.reason = 'Pengar lämnar ditt konto.';
    await harness.settleRendering();
    const languages = ['heading', 'reason', 'action-label', 'action'].map((part) => {
      const element = harness.part(part);
      return (element.querySelector('[lang]') ?? element.closest('[lang]'))?.getAttribute('lang');
    });
    expect(languages).to.deep.equal(['en', 'sv', 'en', 'sv']);
  });

  it('read in the direction of the page, and addresses in their own', async () => {
    const { harness } = await ask();
    harness.element.dir = 'rtl';
    await harness.ask();
    const [heading, close] = [harness.part('heading'), harness.part('close')].map((part) =>
      part.getBoundingClientRect(),
    );
    expect(getComputedStyle(harness.part('heading')).direction).to.equal('rtl');
    expect(close?.right).to.be.below((heading?.left ?? 0) + (heading?.width ?? 0) / 2);
    expect(harness.part('account').querySelector('bdi')).not.to.be.null;
  });
});

describe('the language of an element', () => {
  it('is found through shadow roots', async () => {
    const host = await fixture<HTMLElement>(html`<div lang="de"></div>`);
    const root = host.attachShadow({ mode: 'open' });
    const inner = root.appendChild(document.createElement('span'));
    expect(languageOf(inner)).to.equal('de');
    inner.lang = 'fr';
    expect(languageOf(inner)).to.equal('fr');
  });

  it('is unknown outside a page', () => {
    expect(languageOf(document.createElement('span'))).to.equal('');
  });
});
