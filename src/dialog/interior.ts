/**
 * What only an open dialog needs: lit-html, its views, their looks and their words, and its ear for other tabs. Most pages are
 * never refused, so that this part comes with the first refusal where the element does so too, else when it first opens,
 * beside the first request to the verification API.
 */
import type { ReactiveElement } from '@lit/reactive-element';
import { html, nothing, render } from 'lit/html.js';
import { given } from '../locales/locale.js';
import type { FlowState, VerificationFlow } from '../verification/state.js';
import { AnswerForm } from './answer-form.js';
import { Connection } from './connection.js';
import { DeadlineController } from './deadline-controller.js';
import { deliveryOf } from './delivery.js';
import { Language } from './language.js';
import type { Controls, PanelScene } from './scene.js';
import { keepPrivate, oneClick } from './shield.js';
import { watchStart } from './start.js';
import { readAsHtml } from './xhtml.js';
import { frameView } from './views/frame.js';

export { Modal } from './modal.js';
export { styles } from './styles.js';
export { watchTabs } from './tabs.js';

/** What moves in the panel of `host`: its language, its form, its countdowns, and what the network does. */
export function control(host: ReactiveElement, flow: () => VerificationFlow | undefined): Controls {
  keepPrivate(host.renderRoot);
  new DeadlineController(host, () => flow()?.state);
  const isStarting = watchStart(host, flow);
  const language = new Language(host, () => flow() !== undefined);
  return {
    language,
    form: new AnswerForm(host, flow),
    connection: new Connection(host, flow),
    isAwaited: () => isStarting() || language.isAwaited,
  };
}

/** What the element knows of what is to be drawn. */
export interface Drawing {
  /** None while nothing is asked: then the dialog is empty. */
  readonly scene: PanelScene | undefined;
  readonly onClose: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Draws the native dialog, and the panel in it, into the element's root. */
export function draw(root: HTMLElement | DocumentFragment, { scene, onClose, onKeyDown }: Drawing): void {
  const state = scene?.form.shown;
  if (state) scene.form.noticeDelivery(deliveryOf(state, scene.now));
  readAsHtml(() =>
    render(
      html`<dialog
        part="dialog"
        class=${state?.name ?? ''}
        dir=${scene?.language.direction ?? nothing}
        aria-labelledby="heading"
        aria-describedby="why"
        @close=${onClose}
        @keydown=${onKeyDown}
        @click=${oneClick}
      >
        ${scene && state ? panelView(scene, state) : nothing}
      </dialog>`,
      root,
    ),
  );
}

function panelView(scene: PanelScene, state: FlowState): unknown {
  const { locale, direction, ofPage: pageLang } = scene.language;
  const words = { lang: locale.format, pageLang, messages: { ...locale.messages, ...given(scene.messages) } };
  return html`<div part="panel" lang=${locale.tag} dir=${direction}>${frameView({ ...scene, ...words }, state)}</div>`;
}
