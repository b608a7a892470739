/** The `fetch` wrapper, the element and the flow; defines `<reverify-dialog>`. */
import { ReverifyDialog } from './dialog.js';
import { observeIntercept } from './intercept-attribute.js';

export * from './core.js';
export * from './dialog.js';
export * from './fetch.js';
export type {} from './intercept-attribute.js';

observeIntercept();
ReverifyDialog.define();
