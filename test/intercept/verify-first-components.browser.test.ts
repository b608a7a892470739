import { expect, waitUntil } from '@open-wc/testing';
import { endpoint } from './page-api.js';
import { bodyAt, cleanAll, frame, page, press } from './verify-first-page.js';

afterEach(cleanAll);

/** A button that submits the form around it by another one, which is there only for that. */
abstract class SubmitButton extends HTMLElement {
  constructor() {
    super();
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Send';
    button.addEventListener('click', () => this.onPress());
    this.attachShadow({ mode: 'open' }).append(button);
  }

  protected abstract onPress(): void;

  protected makeSubmitter(): HTMLButtonElement {
    const submitter = document.createElement('button');
    submitter.type = 'submit';
    submitter.style.display = 'none';
    for (const name of ['name', 'value', 'formaction']) submitter.setAttribute(name, this.getAttribute(name) ?? '');
    return submitter;
  }
}

const buttons: Record<string, new () => SubmitButton> = {
  'like-shoelace': class extends SubmitButton {
    protected onPress(): void {
      const submitter = this.makeSubmitter();
      this.closest('form')?.append(submitter);
      submitter.click();
      submitter.remove();
    }
  },
  'like-fast': class extends SubmitButton {
    protected onPress(): void {
      const proxy = this.makeSubmitter();
      this.append(proxy);
      this.closest('form')?.requestSubmit(proxy);
      proxy.remove();
    }
  },
};
for (const [name, button] of Object.entries(buttons)) customElements.define(name, button);

describe('data-reverify on a form', () => {
  const presses: Record<string, (button: Element) => Promise<void>> = {
    'a user': press,
    'a script': async (button) => {
      await Promise.resolve();
      button.shadowRoot?.querySelector('button')?.click();
    },
  };
  for (const button of Object.keys(buttons)) {
    for (const [who, pressButton] of Object.entries(presses)) {
      it(`is submitted by the button that a <${button}> adds for it only, pressed by ${who}`, async () => {
        const api = endpoint();
        const { find, asked, verify } = page(
          `${frame}<form data-reverify method="post" action="/nowhere" target="answer">
            <input name="amount" value="1" aria-label="Amount">
            <${button} name="do" value="send" formaction="${api.url}"></${button}></form>`,
        );
        let submissions = 0;
        find('form').addEventListener('submit', () => submissions++);
        await pressButton(find(button));
        expect([asked.length, submissions]).to.deep.equal([1, 0]);
        expect(await api.received()).to.deep.equal([]);
        verify();
        expect(await bodyAt(api)).to.equal('amount=1&do=send');
        expect([asked.length, submissions]).to.deep.equal([1, 1]);
        expect(find('form').querySelectorAll('button')).to.have.length(0);
      });
    }

    it(`is submitted once by a double click where nobody needs to be asked: <${button}>`, async () => {
      const api = endpoint();
      const { find, asked } = page(
        `${frame}<form data-reverify method="post" target="answer"><${button} formaction="${api.url}"></${button}></form>`,
        'fresh',
      );
      const click = (detail: number) =>
        new MouseEvent('click', { detail, bubbles: true, composed: true, cancelable: true });
      let submissions = 0;
      find('form').addEventListener('submit', () => submissions++);
      for (const detail of [1, 2, 1]) {
        find(button).shadowRoot?.querySelector('button')?.dispatchEvent(click(detail));
        await waitUntil(() => submissions === asked.length);
      }
      expect(submissions).to.equal(2);
    });

    it(`is submitted by it at once where nobody needs to be asked: <${button}>`, async () => {
      const api = endpoint();
      const { find, asked } = page(
        `${frame}<form data-reverify method="post" action="/nowhere" target="answer">
          <${button} name="do" value="send" formaction="${api.url}"></${button}></form>`,
        'fresh',
      );
      await press(find(button));
      expect(await bodyAt(api)).to.equal('do=send');
      expect(asked).to.have.length(1);
    });
  }
});

/** A component that is a link if it is given an address, else a button. */
class Wrapping extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  connectedCallback(): void {
    const address = this.getAttribute('href');
    this.#root.innerHTML = address
      ? `<a href="${address}" target="answer"><b><slot></slot></b></a>`
      : '<button type="button"><b><slot></slot></b></button>';
  }
}
customElements.define('test-wrapping', Wrapping);

describe('data-reverify around a link or a button', () => {
  const links: Record<string, (address: string) => string> = {
    'in its open shadow root': (address) => `<test-wrapping data-reverify href="${address}">Next</test-wrapping>`,
    'in one within that': (address) => `<div data-reverify><test-wrapping href="${address}">Next</test-wrapping></div>`,
    'as its child': (address) => `<test-link data-reverify><a href="${address}" target="answer">Next</a></test-link>`,
  };
  for (const [where, html] of Object.entries(links)) {
    it(`asks before the link is followed: ${where}`, async () => {
      const api = endpoint();
      const { find, asked, verify } = page(`${frame}${html(api.url)}`);
      await press(find('test-wrapping, a'));
      expect(asked).to.have.length(1);
      expect(await api.received()).to.deep.equal([]);
      verify();
      await bodyAt(api);
      expect(asked).to.have.length(1);
    });
  }

  /** Who hears of the clicks on a button in a shadow root, in order. */
  function listening(host: Element): string[] {
    const heard: string[] = [];
    host.addEventListener('click', () => heard.push('host'));
    host.shadowRoot?.querySelector('button')?.addEventListener('click', () => heard.push('button'));
    return heard;
  }

  it('tells who listens inside, once', async () => {
    const { find, asked, verify } = page('<test-wrapping data-reverify>Show</test-wrapping>');
    const heard = listening(find('test-wrapping'));
    await press(find('test-wrapping'));
    expect([asked.length, heard]).to.deep.equal([1, []]);
    verify();
    await waitUntil(() => heard.length > 0);
    expect([asked.length, heard]).to.deep.equal([1, ['button', 'host']]);
  });

  it('clicks what is left of what was clicked', async () => {
    const { find, verify } = page('<test-wrapping data-reverify>Show</test-wrapping>');
    const heard = listening(find('test-wrapping'));
    await press(find('test-wrapping'));
    find('test-wrapping').shadowRoot?.querySelector('b')?.remove();
    verify();
    await waitUntil(() => heard.length > 0);
    expect(heard).to.deep.equal(['button', 'host']);
  });

  it('asks before a form is submitted by a button that is its child', async () => {
    const api = endpoint();
    const { find, asked, verify } = page(
      `${frame}<form method="post" action="${api.url}" target="answer">
        <test-submit data-reverify><button name="do" value="send">Send</button></test-submit></form>`,
    );
    await press(find('button'));
    expect(asked).to.have.length(1);
    expect(await api.received()).to.deep.equal([]);
    verify();
    expect(await bodyAt(api)).to.equal('do=send');
    expect(asked).to.have.length(1);
  });
});
