import { html, nothing } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Factor } from '../../protocol/factors.js';
import type { AnsweringState, PreparingState, SubmittingState } from '../../verification/state.js';
import { formKey } from '../answer-form.js';
import { icon } from '../icons.js';
import { countdown, errorText, fill } from '../messages.js';
import type { Scene } from '../scene.js';
import { button } from './button.js';

export type AskingState = PreparingState | AnsweringState | SubmittingState;

/** A masked address or number reads in its own direction, whatever the text around it. */
export const destination = (factor: Factor) =>
  'safeIdentifier' in factor ? html`<bdi part="destination">${factor.safeIdentifier}</bdi>` : nothing;

/** What has become of the code that this factor sends; nothing where it sends none, or could not. */
export function sentText({ messages }: Scene, state: AskingState): unknown {
  const { factor } = state;
  const sent = state.name === 'preparing' ? -1 : state.sent;
  if (!('safeIdentifier' in factor) || sent === 0) return nothing;
  const isEarlier = 'sentEarlier' in state && state.sentEarlier;
  const text = sent < 0 ? 'sending' : isEarlier ? 'sentEarlier' : sent > 1 ? 'resent' : 'sent';
  return fill(messages[text], { to: destination(factor) });
}

/** Asks for one factor: the same form, with the field that the factor wants. */
export function answerView(scene: Scene, state: AskingState): unknown {
  const { messages, flow, form, now } = scene;
  const { factor, factors, actions } = state;
  const { strategy } = factor;
  const isPasskey = strategy === 'passkey';
  const isBusy = state.name !== 'answering';
  const isLocked = !isBusy && now < (state.error?.retryAt ?? 0);
  const instead = isPasskey ? insteadButton(scene, state) : undefined;
  // Keyed: another factor is another form, so that neither what was typed nor what a password manager knows leaks into it.
  return keyed(
    formKey(state),
    html`<form part="form" novalidate aria-busy=${isBusy} @submit=${form.onSubmit}>
      <p id="lead" part="lead">
        ${'safeIdentifier' in factor ? sentText(scene, state) : messages[`lead.${factor.strategy}`]}
      </p>
      ${isPasskey ? nothing : field(scene, state)}
      <button part="submit" aria-disabled=${isBusy || isLocked}>
        ${isPasskey ? [icon(strategy), messages['label.passkey']] : messages.submit}
        ${isBusy ? html`<span part="spinner"></span>` : nothing}
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

function field({ messages, lang, form, now }: Scene, state: AskingState): unknown {
  const { strategy } = state.factor;
  const isPassword = strategy === 'password';
  const isNumeric = !isPassword && strategy !== 'backup_code';
  const isExpired = 'expireAt' in state && now >= state.expireAt;
  const error =
    'error' in state ? state.error : isExpired && ({ code: 'code_expired', scope: 'field', cause: 0 } as const);
  const isWrong = error && error.scope === 'field';
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
    <label part="label" for="answer">${messages[`label.${isNumeric ? 'code' : strategy}`]}</label>
    <div part="field">
      <input
        part="input"
        id="answer"
        class=${isNumeric ? 'code' : ''}
        name=${isPassword ? strategy : 'code'}
        type=${isPassword && !form.isPasswordShown ? strategy : 'text'}
        inputmode=${isNumeric ? 'numeric' : 'text'}
        autocomplete=${isPassword ? 'current-password' : isNumeric ? 'one-time-code' : 'off'}
        autocapitalize="off"
        spellcheck="false"
        autofocus
        aria-describedby="lead error"
        aria-invalid=${isWrong}
        @input=${isNumeric ? form.onCodeInput : nothing}
      />${
        isPassword
          ? html`<button part="toggle" type="button" aria-label=${toggleLabel} @click=${form.togglePassword}>
              ${icon(form.isPasswordShown ? 'hide' : 'show')}
            </button>`
          : nothing
      }
    </div>
    <p id="error" part="error" role="alert">
      ${isWrong ? [icon('alert'), html`<span>${errorText(messages, lang, error)}</span>`] : nothing}
    </p>`;
}

/** A passkey may be on another device, or fail: the next best method is one step away, by its name. */
function insteadButton({ messages, flow }: Scene, { factors, actions }: AskingState): unknown {
  const texts: Partial<Record<string, unknown>> = { ...messages };
  const next = factors.find(({ strategy }) => strategy !== 'passkey');
  const label = next && texts[`instead.${next.strategy}`];
  return label ? button('link instead', label, () => flow.choose(next), !actions.includes('choose')) : undefined;
}

function resendButton({ messages, lang, flow, now }: Scene, state: AskingState): unknown {
  const wait = ('resendAt' in state ? state.resendAt : 0) - now;
  // Hidden from the name: a name that changes every second is read out every second.
  const time = html`<span part="countdown" aria-hidden="true">${countdown(wait, lang)}</span>`;
  const label = wait > 0 ? fill(messages.resendIn, { time }) : messages.resend;
  return button('link resend', label, () => flow.resend(), wait > 0 || !state.actions.includes('resend'));
}
