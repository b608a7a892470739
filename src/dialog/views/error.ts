import { html, nothing } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { FlowError } from '../../verification/state.js';
import { icon } from '../icons.js';
import { errorText } from '../messages.js';
import type { Scene } from '../scene.js';

/**
 * What goes into a live region when something went wrong. New nodes for every failure, and for every attempt that is
 * held back: text that stays the same is not read again.
 */
export const errorView = ({ messages, lang, form }: Scene, error: FlowError | false | undefined): unknown =>
  error
    ? keyed(error, keyed(form.reminders, html`${icon('alert')}<span>${errorText(messages, lang, error)}</span>`))
    : nothing;
