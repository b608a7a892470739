import { ReverifyDialog } from './dialog.js';
import { overrideMethod } from './intercept/property-override.js';
import { followDialog } from './page-wide.js';

/** Makes the element know `intercept` and `intercept-origins`. To be called before the element is defined. */
export function observeIntercept(): void {
  ReverifyDialog.createProperty('intercept', { type: Boolean, reflect: true });
  ReverifyDialog.createProperty('interceptOrigins', { attribute: 'intercept-origins' });
  // At once, not when Lit updates the element: the page may send its first request in the next line.
  for (const name of ['requestUpdate', 'connectedCallback']) {
    overrideMethod<ReverifyDialog>(ReverifyDialog.prototype, name, (inherited) => (dialog, args) => {
      inherited(dialog, args);
      try {
        followDialog(dialog);
      } catch (error) {
        // Of a page that does not let its functions be replaced. Its dialog works all the same.
        console.error('<reverify-dialog intercept>:', error);
      }
    });
  }
}

declare module './dialog/reverify-dialog.js' {
  interface ReverifyDialog {
    /** Whether all of the page's requests, forms and links are intercepted. */
    intercept: boolean;
    /** Origins, separated by spaces, that are intercepted besides the page's own. */
    interceptOrigins: string | null;
  }
}
