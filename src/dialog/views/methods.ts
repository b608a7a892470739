import { html, nothing } from 'lit/html.js';
import type { ChoosingState } from '../../verification/state.js';
import { icon } from '../icons.js';
import { longest } from '../messages.js';
import type { Scene } from '../scene.js';
import { destination } from './answer.js';
import { button } from './button.js';
import { reportView } from './report.js';

/** The methods of this stage, to choose from. */
export function methodsView(scene: Scene, state: ChoosingState): unknown {
  const { messages, flow } = scene;
  const { factors, actions } = state;
  return html`<p id="lead" part="lead">${messages.choose}</p>
    <ul part="methods">
      ${factors.map((factor) => {
        const name = html`<span part="method-name"
          >${messages[`method.${factor.strategy}`]}<br />${destination(factor)}</span
        >`;
        return html`<li>
          ${button('method', [icon(factor.strategy), name, icon('next')], () => flow.choose(factor))}
        </li>`;
      })}
    </ul>
    ${reportView(scene, state, longest([messages['error.offline'], messages.online]))}
    <slot name="help"></slot>
    ${actions.includes('back') ? button('link back', messages.back, () => flow.back()) : nothing}`;
}
