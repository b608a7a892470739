import { html, nothing } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { PublicUserData } from '../../protocol/verification.js';
import type { FlowState } from '../../verification/state.js';
import { formKey } from '../answer-form.js';
import { deliveryOf } from '../delivery.js';
import { icon } from '../icons.js';
import { countdown, fill, sentences } from '../messages.js';
import { plainText } from '../plain-text.js';
import type { Scene } from '../scene.js';
import { answerView, contextOf, deliveryText } from './answer.js';
import { button } from './button.js';
import { methodsView } from './methods.js';
import { isStarting, noticeView } from './notice.js';

/** Everything inside the dialog. Its live regions are here from the first rendering on: regions that appear are not read. */
export function frameView(scene: Scene, state: FlowState): unknown {
  const { messages, close } = scene;
  const { name } = state;
  const isEnding = name === 'complete' || name === 'failed' || name === 'unavailable' || name === 'session_changed';
  const hasField = 'factor' in state && state.factor.strategy !== 'passkey';
  return html`<slot name="logo">${icon('shield')}</slot>
    ${keyed(
      // Another view is another heading: an element that has the focus already would not be read out again.
      formKey(state),
      html`<h2
        part="heading"
        id="heading"
        tabindex="-1"
        ?autofocus=${!hasField}
        aria-describedby=${hasField ? nothing : 'factor' in state ? contextOf(state.factor) : 'step lead'}
      >
        ${isEnding ? messages[`${name}.title`] : messages.title}
      </h2>`,
    )}
    <div id="why">${why(scene, state, isEnding)}</div>
    <slot name="header"></slot>
    ${'user' in state ? account(scene, state.user) : nothing} ${step(scene, state)}
    ${
      'factor' in state
        ? answerView(scene, state)
        : name === 'choosing'
          ? methodsView(scene, state)
          : noticeView(scene, state)
    }
    <p class="hidden" role="status">${busyText(scene, state)}</p>
    <p class="hidden" role="status">${news(scene, state)}</p>
    <slot name="footer"></slot>
    ${button('close', html`${icon('close')}<span class="hidden">${messages.close}</span>`, close)}`;
}

/** What the caller says, and what is being approved; else, as long as something is asked, what is true in any case. */
function why({ messages, reason, action, pageLang }: Scene, state: FlowState, isEnding: boolean): unknown {
  // The server's own record of the action comes before what the page was told.
  const recorded = 'verification' in state ? state.verification.action : undefined;
  const summary = plainText([recorded, action].find((known) => known?.summary)?.summary ?? '');
  const text = reason ?? (isEnding || summary ? '' : messages.reason);
  // Where we have no texts in the page's language, ours are English: a screen reader is to pronounce each by its own rules.
  const lang = pageLang || nothing;
  return html`${text ? html`<p part="reason"><bdi lang=${reason ? lang : nothing}>${plainText(text)}</bdi></p>` : nothing}
  ${
    summary
      ? html`<p part="action">
          <span part="action-label">${messages.approving}</span> <bdi lang=${lang}>${summary}</bdi>
        </p>`
      : nothing
  }`;
}

/** Whose password is wanted. A picture is the application's to bring: none is loaded from an address in an answer. */
function account({ messages }: Scene, { firstName, lastName, identifier }: PublicUserData): unknown {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  if (!name && !identifier) return nothing;
  return html`<p id="account" part="account">
    <slot name="avatar">${icon('account')}</slot><span class="hidden">${messages.account}</span>
    <span
      >${name ? [html`<bdi part="account-name">${plainText(name)}</bdi>`, ' '] : nothing}${
        identifier ? html`<bdi>${plainText(identifier)}</bdi>` : nothing
      }</span
    >
  </p>`;
}

function step({ messages }: Scene, state: FlowState): unknown {
  if (!('factors' in state) || state.verification.level !== 'multi_factor') return nothing;
  const { firstFactors, secondFactors } = state.verification;
  const isTwo = firstFactors.length && secondFactors.length;
  if (!isTwo) return nothing;
  const isSecond = state.stage === 'second';
  // One text, as in an error.
  const text = isSecond ? sentences(messages['step.done'], messages['step.second']) : messages['step.first'];
  return html`<p id="step" part="step">${isSecond ? icon('done') : nothing}<span>${text}</span></p>`;
}

const waits = { submit: 'checking', passkey: 'waiting' } as const;

/** What is under way, where the form stays as it is. */
function busyText({ messages, flow }: Scene, state: FlowState): unknown {
  if (state.name === 'failed' && isStarting(flow)) return messages.starting;
  return state.name === 'submitting' && state.doing !== 'resend' ? messages[waits[state.doing]] : nothing;
}

/**
 * What has become of a code since the form came, in a region of its own, so that nothing else makes it be read again.
 * Not the countdown: only its end, and where it stands when somebody asks.
 */
function news(scene: Scene, state: FlowState): unknown {
  if (!('factor' in state)) return nothing;
  const { messages, lang, form, now } = scene;
  const delivery = deliveryOf(state, now);
  if (form.waitTold) return fill(messages.resendIn, { time: countdown(form.waitTold, lang) });
  return form.hasNews ? deliveryText(scene, state.factor, delivery) : nothing;
}
