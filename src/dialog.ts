/** The element's class, its tag undefined: `ReverifyDialog.define()` defines it. */
export { ReverifyDialog } from './dialog/reverify-dialog.js';
export * from './dialog/events.js';
export { askPageDialog, pageDialog } from './dialog/page-dialog.js';
export type { VerifyOptions } from './dialog/prompt.js';
export type { Messages, PluralMessage } from './locales/messages.js';
export { registerLocale } from './locales/registry.js';
