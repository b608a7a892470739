import { expect } from '@open-wc/testing';
import { verifyFirst } from '../../src/intercept/verify-first.js';
import type { EnsureVerified } from '../../src/intercept/verify-first.js';

type VerifyFirst = typeof verifyFirst;
type Root = Parameters<VerifyFirst>[0];

let asked = 0;
const controllers: AbortController[] = [];

/** Who is asked again and again is at last no longer answered, so that the test ends. */
const ensureVerified: EnsureVerified = () => (++asked > 3 ? new Promise(() => undefined) : Promise.resolve());

function watch(root: Root, by: VerifyFirst = verifyFirst): AbortController {
  const controller = new AbortController();
  controllers.push(controller);
  by(root, ensureVerified, controller.signal);
  return controller;
}

/** All that waits on promises has gone on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

const kinds = {
  form: { html: '<form data-reverify><button>Send</button></form>', type: 'submit', press: 'button' },
  link: { html: '<a href="#next" data-reverify>Next</a>', type: 'click', press: 'a' },
};

/** A form or link in an open shadow root. */
function page({ html, type, press }: (typeof kinds)['form']) {
  const host = document.body.appendChild(document.createElement('div'));
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = html;
  let events = 0;
  root.addEventListener(type, (event) => {
    event.preventDefault();
    events++;
  });
  return {
    host,
    root,
    async press() {
      asked = events = 0;
      root.querySelector<HTMLElement>(press)?.click();
      await settled();
      return { asked, events };
    },
  };
}

/** The same of another module, with the classes and symbols of another window. */
async function verifyFirstOfFrame(): Promise<VerifyFirst> {
  const frame = document.createElement('iframe');
  frame.srcdoc =
    '<script type="module">import * as copy from "/src/intercept/verify-first.ts"; window.copy = copy</script>';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const { copy } = frame.contentWindow as Window & { copy?: { verifyFirst: VerifyFirst } };
  if (!copy || copy.verifyFirst === verifyFirst) throw new Error('There is no copy');
  return copy.verifyFirst;
}

afterEach(() => {
  for (const controller of controllers.splice(0)) controller.abort();
  document.body.replaceChildren();
});

const twice: [string, (page: { host: Element; root: ShadowRoot }) => Root[]][] = [
  ['the document, and the document again', () => [document, document]],
  ['the document, and an element in it', ({ host }) => [document, host]],
  ['the document, and an open shadow root in it', ({ root }) => [document, root]],
];

describe('verifyFirst, twice over the same', () => {
  for (const [kind, description] of Object.entries(kinds)) {
    for (const [roots, rootsOf] of twice) {
      it(`asks once, and lets a ${kind} go on once: ${roots}`, async () => {
        const shown = page(description);
        const [first] = rootsOf(shown).map((root) => watch(root));
        expect(await shown.press()).to.deep.equal({ asked: 1, events: 1 });
        expect(await shown.press(), 'the next time').to.deep.equal({ asked: 1, events: 1 });
        first?.abort();
        expect(await shown.press(), 'with one left').to.deep.equal({ asked: 1, events: 1 });
      });
    }

    it(`asks once, and lets a ${kind} go on once: by the page, and by a frame's copy of the package`, async () => {
      const shown = page(description);
      watch(document);
      watch(document, await verifyFirstOfFrame());
      expect(await shown.press()).to.deep.equal({ asked: 1, events: 1 });
    });
  }
});
