import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { normalizeCode } from '../verification/codes.js';
import { factorKey } from '../verification/factors.js';
import { isLapsed } from '../verification/failures.js';
import type { AnsweringState, FlowError, FlowState, VerificationFlow } from '../verification/state.js';
import { CodeField, codeIn } from './code-field.js';
import type { Delivery } from './delivery.js';
import { lockedUntil } from './report.js';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Names the form that a state shows: another name is another form, and the focus moves into it. */
export const formKey = (state: FlowState): string =>
  'factor' in state ? `${state.stage} ${factorKey(state.factor)}` : state.name;

/** What is kept of a form for which the user may come back. */
interface Kept {
  text: string;
  codeField: CodeField;
}

/** The one form that is shown: what it submits, where its focus belongs, and what was typed when one comes back to it. */
export class AnswerForm implements ReactiveController {
  isPasswordShown = false;
  isCapsLockOn = false;
  /** How long one must wait for another code, as it was told when somebody asked. Milliseconds. */
  waitTold: number | undefined;
  /** How often an answer was held back: each time, the reason is to be said again. */
  reminders = 0;
  /** What is drawn: while it is tried again, what had failed, so that nothing comes and goes. */
  shown: FlowState | undefined;
  /** The view comes with this rendering: what is to be read out waits for the next, as regions that appear are not read. */
  isNew = false;
  /** What has become of the code since the form came: with what it was then, the focus was read out. */
  hasNews = false;
  #flow: VerificationFlow | undefined;
  /** Of the forms of one stage, by their keys. */
  readonly #kept = new Map<string, Kept>();
  #codeField = new CodeField();
  /** What is being checked: the field may hold something else by the time that the answer comes. */
  #sent: string | undefined;
  /** An answer that was given while the code was being sent, or another answer checked: sent at the next question, if it is still there. */
  #early: string | undefined;
  #formKey = '';
  #focusedKey = '';
  #delivery: Delivery | 'unknown' | undefined;
  #error: FlowError | undefined;
  #receivedCode: string | undefined;

  constructor(
    private readonly host: Host,
    private readonly flow: () => VerificationFlow | undefined,
  ) {
    host.addController(this);
  }

  readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    const state = this.flow()?.state;
    // Read now: some password managers fill without an `input` event.
    const text = this.#answer;
    const isChecking = state?.name === 'submitting' && state.doing === 'submit' && text !== this.#sent;
    this.#early = isChecking || state?.name === 'preparing' ? text : undefined;
    if (state?.name !== 'answering') return;
    if (
      Date.now() < lockedUntil(state.error) ||
      this.#codeField.isKnownToBeWrong(normalizeCode(text, state.factor.strategy))
    ) {
      this.remind();
      this.#field?.select();
    } else {
      this.#sent = text;
      void this.flow()?.submit({ text });
    }
    // A password field that submits as text is remembered, and suggested, by the browser.
    this.isPasswordShown = false;
    this.host.requestUpdate();
  };

  /** Has it said again why nothing is done. */
  readonly remind = (): void => {
    this.reminders++;
    this.host.requestUpdate();
  };

  readonly onCodeInput = (event: Event): void => {
    const field = this.#field;
    if (!field) return;
    const code = codeIn(field.value);
    // Out of a message that was pasted whole, the code stays.
    if (code !== undefined) field.value = code;
    const input = event instanceof InputEvent ? event : {};
    if (this.#codeField.isCompletedBy(input, field.value)) field.form?.requestSubmit();
  };

  readonly togglePassword = (): void => {
    const field = this.#field;
    const { selectionStart = null, selectionEnd = null, selectionDirection } = field ?? {};
    this.isPasswordShown = !this.isPasswordShown;
    this.host.requestUpdate();
    // A field that changes its type may forget where one was.
    void this.host.updateComplete.then(() =>
      field?.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none'),
    );
  };

  /** Any event that tells of the keyboard. Password managers send some of that name which do not. */
  readonly onModifiers = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) && !(event instanceof MouseEvent)) return;
    const isOn = event.getModifierState('CapsLock');
    if (isOn === this.isCapsLockOn) return;
    this.isCapsLockOn = isOn;
    this.host.requestUpdate();
  };

  readonly tellWait = (): void => {
    const state = this.flow()?.state;
    if (!state || !('resendAt' in state)) return;
    this.waitTold = (state.resendAt ?? 0) - Date.now();
    this.host.requestUpdate();
  };

  hostUpdate(): void {
    const flow = this.flow();
    const before = flow === this.#flow ? this.shown : undefined;
    const state = flow?.state.name === 'starting' && before?.name === 'failed' ? before : flow?.state;
    const key = state ? formKey(state) : '';
    this.#flow = flow;
    this.shown = state;
    this.isNew = key !== this.#formKey;
    if (this.isNew) {
      this.#keep(before, state);
      this.#begin(key);
    }
  }

  #begin(key: string): void {
    this.#formKey = key;
    this.isPasswordShown = this.isCapsLockOn = this.hasNews = false;
    this.#delivery = 'unknown';
    this.#sent = undefined;
    this.#early = undefined;
    this.#codeField = this.#kept.get(key)?.codeField ?? new CodeField();
  }

  /** Takes notice of what has become of the code, before that is drawn. */
  noticeDelivery(delivery: Delivery | undefined): void {
    if (delivery === this.#delivery) return;
    this.hasNews ||= this.#delivery !== 'unknown';
    this.#delivery = delivery;
    this.waitTold = undefined;
    // A new code may be any.
    if (delivery === 'sending') this.#codeField.refuse('');
  }

  hostUpdated(): void {
    const state = this.shown;
    const asking = state?.name === 'answering' ? state : undefined;
    if (!state) this.#focusedKey = '';
    else if (formKey(state) !== this.#focusedKey) this.#enter(formKey(state));
    if (asking) this.#showError(asking);
    this.#fillIn(asking?.receivedCode);
    if (asking) this.#sendEarly(asking);
  }

  #sendEarly({ error }: AnsweringState): void {
    const early = this.#early;
    this.#early = undefined;
    const isNext = !error || (/^form_\w+_incorrect$/.test(error.code) && error.attemptsLeft !== 0);
    if (early && early === this.#answer && isNext) this.#field?.form?.requestSubmit();
  }

  #enter(key: string): void {
    const field = this.#field;
    // Where another code is on its way, the one before is of no use.
    if (field) field.value = this.shown?.name === 'preparing' ? '' : (this.#kept.get(key)?.text ?? '');
    this.focus();
    this.#focusedKey = key;
    void this.host.updateComplete.then(() => this.host.requestUpdate());
  }

  /** For as long as one may come back: the password of a stage that is over is not kept. */
  #keep(before: FlowState | undefined, now: FlowState | undefined): void {
    const isPassing = before && now && 'stage' in before && 'stage' in now && before.stage === now.stage;
    const field = this.#field;
    if (!isPassing) this.#kept.clear();
    else if (field) this.#kept.set(this.#formKey, { text: field.value, codeField: this.#codeField });
  }

  /** Puts the focus where the view wants it. */
  focus(): void {
    this.host.renderRoot.querySelector<HTMLElement>('[open] [autofocus]')?.focus();
  }

  /** When the page is looked at again: phones take the focus from a field, too, when they take its keyboard away. */
  regainFocus(): void {
    if (document.activeElement === document.body) this.focus();
  }

  /** An answer that is wrong, or too old, is selected: typing replaces it, and nothing is lost. Not what was typed since. */
  #showError({ error, factor }: AnsweringState): void {
    if (error === this.#error) return;
    this.#error = error;
    const answer = this.#answer;
    const sent = this.#sent ?? answer;
    this.#sent = undefined;
    // The flow has had another code sent by itself: what was typed is of no use any more.
    const isReplaced = 'safeIdentifier' in factor && error !== undefined && isLapsed(error, false);
    if (isReplaced) this.#codeField.refuse('');
    else if (error?.scope !== 'field') return;
    else if (error.code === 'form_code_incorrect') this.#codeField.refuse(normalizeCode(sent, factor.strategy));
    if (answer !== sent) return;
    this.#field?.focus();
    this.#field?.select();
  }

  /** Once for each SMS, which may bring the code of an earlier one. It is forgotten with the question that it answers. */
  #fillIn(code: string | undefined): void {
    const isKnown = code === this.#receivedCode;
    this.#receivedCode = code;
    if (code === undefined || isKnown || !this.#field) return;
    this.#field.value = code;
    this.#field.form?.requestSubmit();
  }

  get #answer(): string {
    const { value = '', inputMode } = this.#field ?? {};
    const code = inputMode === 'numeric' ? codeIn(value) : undefined;
    return code ?? value;
  }

  get #field(): HTMLInputElement | null {
    return this.host.renderRoot.querySelector('#answer');
  }
}
