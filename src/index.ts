/** All of the browser side; defines `<reverify-dialog>`. */
import { ReverifyDialog } from './dialog.js';

export * from './core.js';
export * from './dialog.js';
export * from './fetch.js';

ReverifyDialog.define();
