import { expect, waitUntil } from '@open-wc/testing';
import { modules } from '../../src/locales/modules.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, password, ScriptedVerifier, totp, verificationWith } from '../harness/scripted-verifier.js';

const create = () => DialogHarness.create(new ScriptedVerifier(verificationWith([password, emailCode])));

describe('a language of ours', () => {
  afterEach(() => {
    document.documentElement.lang = 'en';
  });

  for (const [tag, load] of Object.entries(modules)) {
    it(`is loaded and shown: ${tag}`, async () => {
      const { default: messages } = await load();
      const harness = await create();
      harness.element.lang = tag;
      await harness.ask();
      await waitUntil(() => harness.heading === messages.title);
      expect(harness.part('panel').lang).to.equal(tag);
      expect(harness.part('panel').dir).to.equal(tag === 'ar' || tag === 'he' ? 'rtl' : 'ltr');
      expect(harness.part('panel').scrollWidth).to.be.at.most(harness.part('panel').clientWidth);
    });
  }

  it('is followed while the dialog is open, whether the element, what is around it or the page says it', async () => {
    const harness = await create();
    await harness.ask();
    document.documentElement.lang = 'nl-BE';
    await waitUntil(() => harness.heading === 'Bevestig dat u het bent');
    const around = harness.element.parentElement;
    around?.setAttribute('lang', 'it');
    await waitUntil(() => harness.heading === 'Verifica dell’identità');
    harness.element.lang = 'es-MX';
    await waitUntil(() => harness.heading === 'Confirme su identidad');
    harness.element.removeAttribute('lang');
    await waitUntil(() => harness.heading === 'Verifica dell’identità');
  });

  it('has no space between sentences where it writes none', async () => {
    const place = { status: 'needs_second_factor', level: 'multi_factor' } as const;
    const verification = verificationWith([password], { ...place, secondFactors: [totp] });
    const harness = await DialogHarness.create(new ScriptedVerifier(verification));
    harness.element.lang = 'ja';
    await harness.ask();
    expect(harness.text('step')).to.equal('ステップ 1 が完了しました。ステップ 2/2');
  });

  it('keeps what was typed when it changes, in its own order, on the side of the language', async () => {
    const harness = await create();
    await harness.ask();
    harness.field.value = 'correct horse';
    harness.element.lang = 'he';
    await waitUntil(() => harness.heading === 'אימות זהות');
    expect(harness.field.value).to.equal('correct horse');
    const { direction, textAlign } = getComputedStyle(harness.field);
    expect([direction, textAlign]).to.deep.equal(['ltr', 'right']);
  });
});
