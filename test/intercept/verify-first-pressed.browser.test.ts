import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { endpoint } from './page-api.js';
import { bodyAt, cleanAll, frame, page, press } from './verify-first-page.js';

afterEach(cleanAll);

async function type(field: Element, key: string): Promise<void> {
  if (field instanceof HTMLElement) field.focus();
  await sendKeys({ press: key });
}

describe('data-reverify, pressed as a user does', () => {
  it('submits by the default button when Enter is pressed in a field', async () => {
    const api = endpoint();
    const { find, asked, verify } = page(
      `${frame}<form data-reverify method="post" action="${api.url}" target="answer">
        <input name="amount" value="1" aria-label="Amount"><button name="do" value="send">Send</button></form>`,
    );
    await type(find('input'), 'Enter');
    expect(asked).to.deep.equal(['strict']);
    verify();
    expect(await bodyAt(api)).to.equal('amount=1&do=send');
  });

  it('keeps the place on an image button at which it was pressed', async () => {
    const sent = async (attribute: string) => {
      const api = endpoint();
      const { find, verify } = page(
        `${frame}<form ${attribute} method="post" action="${api.url}" target="answer">
          <input type="image" name="at" alt="Send" width="40" height="30" src="/demo/pages/icon.svg"></form>`,
      );
      await press(find('input'));
      verify();
      const body = await bodyAt(api);
      cleanAll();
      return body;
    };
    const bare = await sent('');
    expect(bare)
      .to.match(/^at.x=\d+&at.y=\d+$/)
      .and.not.include('=0');
    expect(await sent('data-reverify')).to.equal(bare);
  });

  it("heeds the button's own method, target and novalidate", async () => {
    const api = endpoint();
    const { find, verify } = page(
      `${frame}<form data-reverify action="/nowhere"><input name="amount" required aria-label="Amount">
        <button formaction="${api.url}" formmethod="post" formtarget="answer" formnovalidate>Later</button></form>`,
    );
    await press(find('button'));
    verify();
    expect(await bodyAt(api)).to.equal('amount=');
  });

  it('closes a dialog with the value of its button', async () => {
    const { find, asked, verify } = page(
      `<dialog><form method="dialog" data-reverify><button value="yes">Yes</button></form></dialog>`,
    );
    const dialog = find('dialog');
    if (!(dialog instanceof HTMLDialogElement)) throw new Error('There is no dialog');
    dialog.showModal();
    await press(find('button'));
    expect([asked.length, dialog.open]).to.deep.equal([1, true]);
    verify();
    await waitUntil(() => !dialog.open);
    expect(dialog.returnValue).to.equal('yes');
  });

  it('asks for a form in a shadow root, and one within that', async () => {
    const api = endpoint();
    const { root, asked, verify } = page('<div></div>');
    const outer = root.firstElementChild?.attachShadow({ mode: 'open' });
    const inner = outer?.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    if (!inner) throw new Error('There is no shadow root');
    inner.innerHTML = `${frame}<form data-reverify method="post" action="${api.url}" target="answer">
      <input name="amount" value="1" aria-label="Amount"><button name="do" value="send">Send</button></form>`;
    const button = inner.querySelector('button');
    if (button) await press(button);
    expect(asked).to.have.length(1);
    expect(await api.received()).to.deep.equal([]);
    verify();
    expect(await bodyAt(api)).to.equal('amount=1&do=send');
  });

  it('sends what a form-associated custom element holds', async () => {
    class Stars extends HTMLElement {
      static readonly formAssociated = true;
      readonly #internals = this.attachInternals();
      connectedCallback(): void {
        this.#internals.setFormValue('5');
      }
    }
    customElements.define('test-stars', Stars);
    const api = endpoint();
    const { find, verify } = page(
      `${frame}<form data-reverify method="post" action="${api.url}" target="answer">
        <test-stars name="stars"></test-stars><button>Send</button></form>`,
    );
    await press(find('button'));
    verify();
    expect(await bodyAt(api)).to.equal('stars=5');
  });

  it('asks once, and submits once, when the user double-clicks', async () => {
    const api = endpoint();
    const { find, asked, verify } = page(
      `${frame}<form data-reverify method="post" action="${api.url}" target="answer"><button>Send</button></form>`,
    );
    await press(find('button'));
    await press(find('button'));
    verify();
    await bodyAt(api);
    expect(asked).to.have.length(1);
  });

  it('follows a link in a drawing', async () => {
    const api = endpoint();
    const { find, asked, verify } = page(
      `${frame}<svg width="80" height="40"><a href="${api.url}" target="answer" data-reverify>
        <rect width="80" height="40"></rect></a></svg>`,
    );
    await press(find('rect'));
    expect(asked).to.have.length(1);
    verify();
    await bodyAt(api);
  });

  it('says why: for the button, or else for the form', async () => {
    const { find, asked } = page(
      `<form data-reverify data-reverify-reason="Money leaves."><button>Send</button>
        <button id="close" data-reverify="strict_mfa" data-reverify-reason="It is for ever.">Close</button></form>`,
    );
    await press(find('button'));
    await press(find('#close'));
    expect(asked).to.deep.equal(['Money leaves.']);
    cleanAll();
    const again = page(
      `<form data-reverify data-reverify-reason="Money leaves.">
        <button id="close" data-reverify="strict_mfa" data-reverify-reason="It is for ever.">Close</button></form>`,
    );
    await press(again.find('#close'));
    expect(again.asked).to.deep.equal(['It is for ever.']);
  });

  it('asks the next time too, after a button has moved to another form', async () => {
    const { find, asked, verify } = page(`<form data-reverify><button>Send</button></form><form id="other"></form>`);
    const errors: unknown[] = [];
    const { onerror } = window;
    window.onerror = (_message, _source, _line, _column, error) => {
      errors.push(error);
      return true;
    };
    const form = find('form');
    if (!(form instanceof HTMLFormElement)) throw new Error('There is no form');
    form.addEventListener('submit', (event) => event.preventDefault());
    await press(find('button'));
    find('#other').append(find('button'));
    verify();
    await waitUntil(() => errors.length > 0);
    window.onerror = onerror;
    form.requestSubmit();
    expect(asked).to.have.length(2);
  });
});
