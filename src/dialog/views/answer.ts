import { html, nothing } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Factor } from '../../protocol/factors.js';
import type { AnsweringState, PreparingState, SubmittingState } from '../../verification/state.js';
import { formKey } from '../answer-form.js';
import { sendingOf } from '../delivery.js';
import type { Delivery } from '../delivery.js';
import { icon } from '../icons.js';
import { countdown, fill, longest, longestError } from '../messages.js';
import { lockedUntil, reportOf } from '../report.js';
import type { Report } from '../report.js';
import type { Scene } from '../scene.js';
import { button, spinner } from './button.js';
import { reportView } from './report.js';

type AskingState = PreparingState | AnsweringState | SubmittingState;

/** A masked address or number reads in its own direction, whatever the text around it. */
export const destination = (factor: Factor) =>
  'safeIdentifier' in factor ? html`<bdi part="destination">${factor.safeIdentifier}</bdi>` : nothing;

/** What has become of the code that this factor sends. */
export const deliveryText = ({ messages }: Scene, factor: Factor, delivery: Delivery | undefined): unknown =>
  delivery ? fill(messages[delivery], { to: destination(factor) }) : nothing;

/**
 * What describes the place where a factor is asked for, by `id`: whose password or passkey it is, which of two steps, and
 * what to do. A code names where it was sent.
 */
export const contextOf = (factor: Factor): string => ('safeIdentifier' in factor ? 'step lead' : 'account step lead');

/** Asks for one factor: the same form, with the field that the factor wants. */
export function answerView(scene: Scene, state: AskingState): unknown {
  const { messages, flow, form, now } = scene;
  const { factor, factors, actions } = state;
  const { strategy } = factor;
  const isPasskey = strategy === 'passkey';
  const isBusy = state.name !== 'answering';
  const isLocked = !isBusy && now < lockedUntil(state.error);
  const report = reportOf(state, now, scene.connection);
  const instead = isPasskey ? insteadButton(scene, state) : undefined;
  // Keyed: another factor is another form, so that neither what was typed nor what a password manager knows leaks into it.
  // Of the dialog's own method: `form.submit()`, which skips every listener, would write the password into the address.
  return keyed(
    formKey(state),
    html`<form
      part="form"
      method="dialog"
      novalidate
      aria-busy=${isBusy}
      @submit=${form.onSubmit}
      @keydown=${form.onModifiers}
      @keyup=${form.onModifiers}
      @pointerdown=${form.onModifiers}
    >
      ${lead(scene, state)} ${isPasskey ? nothing : field(scene, state, report)}
      ${reportView(scene, state, longestError(messages, isPasskey), report)}
      <button part="submit" aria-disabled=${isBusy || isLocked}>
        ${isPasskey ? [icon(strategy), messages['label.passkey']] : messages.submit} ${spinner(isBusy)}
      </button>
      <div part="links">
        ${'safeIdentifier' in factor ? resendButton(scene, state) : nothing} ${instead}
        ${
          factors.length > (instead ? 2 : 1)
            ? button('link other', messages.otherMethod, () => flow.showMethods(), !actions.includes('showMethods'))
            : nothing
        }
      </div>
    </form>`,
  );
}

/** What to do. Of a code, what has become of it: with room for the longest of these texts, so that the field stays where it is. */
function lead(scene: Scene, state: AskingState): unknown {
  const { messages } = scene;
  const { factor } = state;
  if (!('safeIdentifier' in factor)) return html`<p id="lead" part="lead">${messages[`lead.${factor.strategy}`]}</p>`;
  const delivery = sendingOf(state);
  const texts = [delivery ?? 'sent', 'sending', 'sent', 'resent'] as const;
  return html`<p
    id="lead"
    part="lead"
    data-room=${fill(longest(texts.map((text) => messages[text])), { to: factor.safeIdentifier }).join('')}
  >
    <span class=${delivery === 'sending' ? delivery : ''}>${deliveryText(scene, factor, delivery)}</span>
  </p>`;
}

function field(scene: Scene, state: AskingState, { error }: Report): unknown {
  const { messages, form } = scene;
  const { strategy } = state.factor;
  const isPassword = strategy === 'password';
  const isNumeric = !isPassword && strategy !== 'backup_code';
  const isWrong = error?.scope === 'field';
  const toggleLabel = messages[form.isPasswordShown ? 'hidePassword' : 'showPassword'];
  const username = state.user.identifier ?? '';
  // The username tells a password manager whose password is wanted. A masked one would tell it of an unknown account.
  return html`${
      isPassword && !username.includes('•')
        ? html`<input
            class="hidden"
            name="username"
            autocomplete="username"
            value=${username}
            readonly
            tabindex="-1"
            aria-hidden="true"
          />`
        : nothing
    }
    <div part="label-row">
      <label part="label" for="answer">${messages[`label.${isNumeric ? 'code' : strategy}`]}</label>
      ${isPassword ? capsLockHint(scene) : nothing}
    </div>
    <div part="field">
      <input
        part="input"
        id="answer"
        class=${isNumeric ? 'code' : ''}
        name=${isPassword ? strategy : 'code'}
        type=${isPassword && !form.isPasswordShown ? strategy : 'text'}
        inputmode=${isNumeric ? 'numeric' : 'text'}
        autocomplete=${isPassword ? 'current-password' : isNumeric ? 'one-time-code' : 'off'}
        dir="ltr"
        autocapitalize="off"
        spellcheck="false"
        autofocus
        aria-describedby=${`${contextOf(state.factor)} caps-lock error`}
        aria-invalid=${isWrong}
        @input=${isNumeric ? form.onCodeInput : nothing}
      />${
        isPassword
          ? html`<button
              part="toggle"
              type="button"
              aria-label=${toggleLabel}
              @mousedown=${stay}
              @click=${form.togglePassword}
            >
              ${icon(form.isPasswordShown ? 'hide' : 'show')}
            </button>`
          : nothing
      }
    </div>`;
}

/** A passkey may be on another device, or fail: the next best method is one step away, by its name. */
function insteadButton({ messages, flow }: Scene, { factors, actions }: AskingState): unknown {
  const texts: Partial<Record<string, unknown>> = { ...messages };
  const next = factors.find(({ strategy }) => strategy !== 'passkey');
  const label = next && texts[`instead.${next.strategy}`];
  return label ? button('link instead', label, () => flow.choose(next), !actions.includes('choose')) : undefined;
}

/** Beside the label, where there is room: nothing moves when it comes and goes. Its region is here before. */
const capsLockHint = ({ messages, form }: Scene) =>
  html`<p id="caps-lock" part="caps-lock" role="status">
    ${form.isCapsLockOn ? [icon('caps'), html`<span>${messages.capsLock}</span>`] : nothing}
  </p>`;

/** The pointer leaves the focus where it is: in the field, with a phone's keyboard. */
const stay = (event: Event) => {
  event.preventDefault();
};

function resendButton({ messages, lang, flow, form, now }: Scene, state: AskingState): unknown {
  const { resendAt = 0, sent = 1 } = state.name === 'preparing' ? {} : state;
  const wait = resendAt - now;
  if (wait <= 0) {
    // Where none could be sent, there is no new one: what is tried again is to send it.
    const label = messages[sent || resendAt ? 'resend' : 'retry'];
    return button('link resend', label, () => flow.resend(), !state.actions.includes('resend'));
  }
  const time = html`<span part="countdown">${countdown(wait, lang)}</span>`;
  // A name, or a description, that changes every second is read out every second: whoever presses the button is told.
  return button('link resend', fill(messages.resendIn, { time }), form.tellWait, true, messages.resend);
}
