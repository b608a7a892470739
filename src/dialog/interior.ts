/**
 * What only an open dialog needs: its views, their looks and their words, and its ear for other tabs. Most pages are
 * never refused, so that the element loads this part when it is first asked to open, beside the first request to the
 * verification API.
 */
import { html } from 'lit';
import type { LitElement } from 'lit';
import { localeFor } from '../locales/registry.js';
import type { FlowState, VerificationFlow } from '../verification/state.js';
import { AnswerForm } from './answer-form.js';
import { DeadlineController } from './deadline-controller.js';
import type { PanelScene } from './scene.js';
import { frameView } from './views/frame.js';

export { Modal } from './modal.js';
export { styles } from './styles.js';
export { watchTabs } from './tabs.js';

/** What moves in the panel of `host`: its form, and its countdowns. */
export function control(host: LitElement, flow: () => VerificationFlow | undefined): AnswerForm {
  new DeadlineController(host, () => flow()?.state);
  return new AnswerForm(host, flow);
}

/** The panel in its dialog, in the language `wanted` (BCP 47) or the nearest that there is. */
export function panelView(scene: PanelScene, wanted: string, state: FlowState): unknown {
  const { tag, messages } = localeFor(wanted);
  const words = { lang: tag, messages: { ...messages, ...scene.messages } };
  return html`<div part="panel" lang=${tag}>${frameView({ ...scene, ...words }, state)}</div>`;
}
