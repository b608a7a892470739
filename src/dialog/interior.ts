/**
 * What is inside the open dialog: its views, their looks and their words. Most pages are never refused, so that the
 * element loads this part when it is first asked to open, beside the first request to the verification API.
 */
import { html } from 'lit';
import { localeFor } from '../locales/registry.js';
import type { FlowState } from '../verification/state.js';
import type { PanelScene } from './scene.js';
import { frameView } from './views/frame.js';

export { styles } from './styles.js';

/** The panel in its dialog, in the language `wanted` (BCP 47) or the nearest that there is. */
export function panelView(scene: PanelScene, wanted: string, state: FlowState): unknown {
  const { tag, messages } = localeFor(wanted);
  const words = { lang: tag, messages: { ...messages, ...scene.messages } };
  return html`<div part="panel" lang=${tag}>${frameView({ ...scene, ...words }, state)}</div>`;
}
