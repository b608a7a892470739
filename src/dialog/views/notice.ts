import { html } from 'lit/html.js';
import type { FlowState, VerificationFlow } from '../../verification/state.js';
import { icon } from '../icons.js';
import { lockedUntil } from '../report.js';
import type { Scene } from '../scene.js';
import { button, spinner } from './button.js';
import { reportView } from './report.js';

/** Whether what had failed is being tried again. */
export const isStarting = ({ state }: VerificationFlow): boolean => state.name === 'starting';

/** Where there is nothing to answer: the heading has said how things stand, and here is what to do. */
export function noticeView(scene: Scene, state: FlowState): unknown {
  const { messages, flow, form, close, now } = scene;
  const { name } = state;
  if (name === 'complete') return html`<p part="success">${icon('done')}</p>`;
  if (name === 'failed') {
    const isBusy = isStarting(flow);
    const isLocked = now < lockedUntil(state.error);
    const retry = isLocked ? form.remind : () => flow.start();
    return html`${reportView(scene, state)}
      <slot name="help"></slot>
      ${button('submit', [messages.retry, spinner(isBusy)], retry, isBusy || isLocked)}`;
  }
  if (name === 'unavailable' || name === 'session_changed') {
    return html`<p id="lead" part="lead">${messages[`${name}.lead`]}</p>
      <slot name="help"></slot>
      ${button('submit', messages.close, close)}`;
  }
  return html`<p id="lead" part="starting">${spinner(true)}${messages.starting}</p>`;
}
