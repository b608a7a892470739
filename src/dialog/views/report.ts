import { html, nothing } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { FlowError, FlowState } from '../../verification/state.js';
import { startsOnline } from '../connection.js';
import { deliveryOf } from '../delivery.js';
import { icon } from '../icons.js';
import { errorText } from '../messages.js';
import { reportOf } from '../report.js';
import type { Report } from '../report.js';
import type { Scene } from '../scene.js';

/**
 * The one place of a view where it says what is wrong, and what is right again.
 *
 * @param room the longest text that may come: its room is kept free, so that nothing around the place moves.
 */
export function reportView(
  scene: Scene,
  state: FlowState,
  room?: string,
  report: Report = reportOf(state, scene.now, scene.connection),
): unknown {
  const { messages, form } = scene;
  const { error, note }: Report = form.isNew ? {} : report;
  const about = (scope: FlowError['scope']) => (error?.scope === scope ? errorView(scene, state, error) : nothing);
  return html`<div class="report" data-room=${room ?? nothing}>
    <p id="error" part="error" role="alert">${about('field')}</p>
    <p part="alert" role="alert">${about('dialog')}</p>
    <p part="note" role="status">${note && messages[note]}</p>
  </div>`;
}

/** New nodes for every failure, and for every attempt that is held back: text that stays the same is not read again. */
function errorView({ messages, lang, form, now }: Scene, state: FlowState, error: FlowError): unknown {
  const isOfStart = error.code === 'offline' && startsOnline(state);
  const offers = ['factors' in state && state.factors.length > 1, deliveryOf(state, now) === 'canResend'] as const;
  const text = isOfStart ? messages['failed.offline'] : errorText(messages, lang, error, offers);
  const said = 'error' in state && state.error;
  return keyed(said, keyed(error, keyed(form.reminders, html`${icon('alert')}<span>${text}</span>`)));
}
