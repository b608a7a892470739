import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { backgroundOf, contrast } from '../harness/contrast.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { emailCode, password, refusal, ScriptedVerifier, verificationWith } from '../harness/scripted-verifier.js';

const accents = [
  ...['#000', '#fff', '#777', '#1d4fd7', '#8fb4ff', '#ffd54f', '#00ff00', '#0000ff', '#ff0000', '#b00020', '#ff6d00'],
  ...['#00838f', '#7a1fa2', '#e91e63', '#198754', '#0d6efd', '#c0ffee', '#101010', '#767676', '#959595'],
];
const surfaces = ['#fff', '#000', '#fffdf8', '#1b1d23', '#0b3d2e', '#ffe082', '#7f7f7f', '#5c6bc0', '#c8e6c9'];

/** Text that a designer would set on it. */
const textOn = (surface: string) => (contrast(surface, '#fff') > contrast(surface, '#000') ? '#f7f7f7' : '#111');

describe('colours that follow from an accent, a surface and a text colour', () => {
  let harness: DialogHarness;
  let verifier: ScriptedVerifier;

  beforeEach(async () => {
    verifier = new ScriptedVerifier(verificationWith([password, emailCode]));
    harness = await DialogHarness.create(verifier);
    await harness.ask('strict', { reason: 'Because.' });
  });

  const dress = (properties: Readonly<Record<string, string>>): void => {
    for (const [name, value] of Object.entries(properties)) {
      harness.element.style.setProperty(`--reverify-${name}`, value);
    }
  };

  const ratioOf = (part: string, property: 'color' | 'borderTopColor' | 'outlineColor' = 'color'): number => {
    const element = harness.part(part);
    const behind = property === 'color' ? element : harness.dialog;
    return contrast(getComputedStyle(element)[property], backgroundOf(behind));
  };

  /** What a glance can tell apart (WCAG 2.2, 1.4.11). */
  const outlined = () => [ratioOf('field', 'borderTopColor'), ratioOf('field', 'outlineColor')];

  // On the light page, whose `color-scheme` knows nothing of a dark surface.
  for (const surface of surfaces) {
    it(`can be read on ${surface}, whatever the accent`, async () => {
      dress({ surface, text: textOn(surface) });
      for (const accent of accents) {
        dress({ accent });
        for (const part of ['heading', 'reason', 'lead', 'other', 'toggle', 'submit']) {
          expect(ratioOf(part), `${part}, accent ${accent}`).to.be.at.least(4.5);
        }
        expect(Math.min(...outlined()), `field, accent ${accent}`).to.be.at.least(3);
      }
      verifier.onAttempt = () => Promise.reject(refusal(422, 'form_password_incorrect'));
      await harness.answer('wrong horse');
      await harness.waitForStability();
      expect(ratioOf('error')).to.be.at.least(4.5);
      expect(Math.min(...outlined())).to.be.at.least(3);
    });
  }

  it('can be read on the primary button under the pointer, too', async () => {
    const { left, top } = harness.part('submit').getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(left) + 9, Math.round(top) + 9] });
    const plain = ratioOf('submit');
    for (const accent of accents) {
      dress({ accent });
      expect(ratioOf('submit'), accent).to.be.at.least(4.5);
    }
    expect(plain).to.be.at.least(4.5);
  });

  it('leave an accent that can be read as it is', () => {
    dress({ surface: '#fff', text: '#111', accent: '#7a1fa2' });
    expect(contrast(getComputedStyle(harness.part('other')).color, '#7a1fa2')).to.be.below(1.02);
  });

  it('are what is set, where one is set', () => {
    dress({ accent: '#ffd54f', link: '#ff0000', 'on-accent': '#00ff00', muted: '#0000ff' });
    const colours = ['other', 'submit', 'lead'].map((part) => getComputedStyle(harness.part(part)).color);
    expect(colours).to.deep.equal(['rgb(255, 0, 0)', 'rgb(0, 255, 0)', 'rgb(0, 0, 255)']);
  });
});
