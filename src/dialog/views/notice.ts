import { html, nothing } from 'lit/html.js';
import type { FlowState } from '../../verification/state.js';
import { icon } from '../icons.js';
import type { Scene } from '../scene.js';
import { button } from './button.js';

/** Where there is nothing to answer: the heading has said how things stand, and here is what to do. */
export function noticeView({ messages, flow, close }: Scene, { name }: FlowState): unknown {
  if (name === 'complete') return html`<p part="success">${icon('done')}</p>`;
  if (name !== 'failed' && name !== 'unavailable' && name !== 'session_changed') {
    return html`<p id="lead" part="starting"><span part="spinner"></span>${messages.starting}</p>`;
  }
  const isFailed = name === 'failed';
  return html`${isFailed ? nothing : html`<p id="lead" part="lead">${messages[`${name}.lead`]}</p>`}
    <slot name="help"></slot>
    ${button('submit', isFailed ? messages.retry : messages.close, isFailed ? () => flow.start() : close)}`;
}
