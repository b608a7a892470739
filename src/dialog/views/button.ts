import { html } from 'lit/html.js';

/** A button beside the form's own. Not `disabled`: it keeps the focus, and its place in the tab order. */
export const button = (part: string, content: unknown, onClick: () => unknown, isDisabled = false) =>
  html`<button part=${part} type="button" aria-disabled=${isDisabled} @click=${onClick}>${content}</button>`;
