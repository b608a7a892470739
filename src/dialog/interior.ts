/**
 * What only an open dialog needs: lit-html, its views, their looks and their words, and its ear for other tabs. Most pages
 * are never refused, so that the element loads this part when it is first asked to open, beside the first request to the
 * verification API.
 */
import type { ReactiveElement } from '@lit/reactive-element';
import { html, nothing, render } from 'lit/html.js';
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
export function control(host: ReactiveElement, flow: () => VerificationFlow | undefined): AnswerForm {
  new DeadlineController(host, () => flow()?.state);
  return new AnswerForm(host, flow);
}

/** What the element knows of what is to be drawn. */
export interface Drawing {
  /** None while nothing is asked: then the dialog is empty. */
  readonly scene: PanelScene | undefined;
  /** The wanted one (BCP 47); the nearest that there is will be shown. */
  readonly language: string;
  readonly onClose: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Draws the native dialog, and the panel in it, into the element's root. */
export function draw(root: HTMLElement | DocumentFragment, { scene, language, onClose, onKeyDown }: Drawing): void {
  const state = scene?.flow.state;
  render(
    html`<dialog
      part="dialog"
      class=${state?.name ?? ''}
      aria-labelledby="heading"
      aria-describedby="why"
      @close=${onClose}
      @keydown=${onKeyDown}
    >
      ${scene && state ? panelView(scene, language, state) : nothing}
    </dialog>`,
    root,
  );
}

function panelView(scene: PanelScene, wanted: string, state: FlowState): unknown {
  const { tag, messages } = localeFor(wanted);
  const words = { lang: tag, messages: { ...messages, ...scene.messages } };
  return html`<div part="panel" lang=${tag}>${frameView({ ...scene, ...words }, state)}</div>`;
}
