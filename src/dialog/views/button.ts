import { html, nothing } from 'lit/html.js';

/**
 * A button beside the form's own. Not `disabled`: it keeps the focus, and its place in the tab order.
 *
 * @param name for screen readers, where it is not the content.
 */
export const button = (part: string, content: unknown, onClick: () => unknown, isDisabled = false, name?: string) =>
  html`<button part=${part} type="button" aria-disabled=${isDisabled} aria-label=${name ?? nothing} @click=${onClick}>
    ${content}
  </button>`;

/** It is here before it turns, and a while after, to come and go slowly: what is quick shows none. */
export const spinner = (isTurning: boolean) => html`<span part="spinner" class=${isTurning ? 'turning' : ''}></span>`;
