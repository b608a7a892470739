// The least that anybody needs for the same steps, whatever it is written with: a module beside a request, a native dialog
// with one field in a shadow root, a code and a second request. No styles, no languages, no states.

export const bareDialog = `
  const post = (path) => fetch('/reverification/verify' + path, { method: 'POST' }).then((response) => response.json());
  class BareDialog extends HTMLElement {
    get open() {
      return this.shadowRoot.firstChild.open;
    }
    cancel() {
      this.shadowRoot.firstChild.close();
    }
    async verify() {
      const [{ draw }] = await Promise.all([import('/bare/inside.js'), post('')]);
      const dialog = draw(this);
      dialog.showModal();
      const field = dialog.querySelector('input');
      await new Promise((resolve) => (field.oninput = () => field.value.length === 6 && resolve()));
      await post('/attempt_second_factor');
    }
  }
  customElements.define('reverify-dialog', BareDialog);`;

export const bareInside = `
  export function draw(host) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    root.innerHTML =
      '<dialog><h2>Confirm</h2><form><label>Code <input autofocus></label><button>Continue</button></form></dialog>';
    return root.firstChild;
  }`;
