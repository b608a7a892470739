import { expect } from '@open-wc/testing';
import { request } from '../../demo/pages/gallery/states.js';
import en from '../../src/locales/en.js';
import { registerLocale } from '../../src/locales/registry.js';
import { states } from '../harness/dialog-states.js';

/** What comes from elsewhere: the caller, the user's account, and where codes go. */
const DATA = [
  ...[request.reason ?? '', request.action?.summary ?? ''],
  ...['jane@example.com', 'Jane', 'j•••@example.com', '+49•••••12'],
];

/** Read out, or shown, without being text. */
const ATTRIBUTES = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'aria-placeholder'];
const SHOWN = [...ATTRIBUTES, 'title', 'placeholder', 'alt', 'value', 'label'];

const bracketed = (text: string) => `⟦${text}⟧`;

const pseudo = Object.fromEntries(
  Object.entries(en).map(([key, text]: [string, string | object]) => [
    key,
    typeof text === 'string'
      ? bracketed(text)
      : Object.fromEntries(Object.entries(text).map(([category, form]) => [category, bracketed(String(form))])),
  ]),
);

/** What is left of a text without what the table says, and what comes from elsewhere. */
function strangersIn(text: string): string {
  const rest = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  return DATA.reduce((left, datum) => left.replaceAll(datum, ' '), rest)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Also what only keeps room for a text that may come. */
const generatedText = (element: Element, pseudoElement: string) =>
  getComputedStyle(element, pseudoElement)
    .content.replace(/^(none|normal)$|"/g, '')
    // Firefox says whose value it is, and not the value.
    .replace(/attr\(([\w-]+)\)/, (_, attribute: string) => element.getAttribute(attribute) ?? '');

describe('every text of the dialog comes from the table', () => {
  before(() => registerLocale('en-XA', pseudo));
  beforeEach(() => {
    document.documentElement.lang = 'en-XA';
  });
  afterEach(() => {
    document.documentElement.lang = 'en';
  });

  for (const [name, open] of Object.entries(states)) {
    it(`in the state "${name}"`, async () => {
      const { dialog, heading } = await open();
      expect(heading).to.match(/^⟦.+⟧$/);
      expect(strangersIn(dialog.textContent)).to.equal('');
      for (const element of dialog.querySelectorAll('*')) {
        for (const attribute of SHOWN) {
          const text = element.getAttribute(attribute);
          if (text) expect(strangersIn(text), `${element.localName} ${attribute}`).to.equal('');
        }
        for (const pseudoElement of ['::before', '::after']) {
          expect(strangersIn(generatedText(element, pseudoElement)), pseudoElement).to.equal('');
        }
      }
    });
  }
});
