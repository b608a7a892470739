import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { factorKey } from '../verification/factors.js';
import type { FlowError, FlowState, VerificationFlow } from '../verification/state.js';
import { CodeField } from './code-field.js';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Names the form that a state shows: another name is another form, and the focus moves into it. */
export const formKey = (state: FlowState): string =>
  'factor' in state ? `${state.stage} ${factorKey(state.factor)}` : state.name;

/** The one form that is shown: what it submits, and where its focus belongs. What is typed lives in the field alone. */
export class AnswerForm implements ReactiveController {
  isPasswordShown = false;
  #codeField = new CodeField();
  #key = '';
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
    if (!this.#canSubmit()) return;
    // A password field that submits as text is remembered, and suggested, by the browser.
    this.isPasswordShown = false;
    this.host.requestUpdate();
    // Read now: some password managers fill without an `input` event.
    void this.flow()?.submit({ text: this.#field?.value ?? '' });
  };

  readonly onCodeInput = (event: Event): void => {
    const input = event instanceof InputEvent ? event : {};
    if (this.#codeField.isCompletedBy(input, this.#field?.value ?? '')) this.#field?.form?.requestSubmit();
  };

  readonly togglePassword = (): void => {
    this.isPasswordShown = !this.isPasswordShown;
    this.host.requestUpdate();
  };

  hostUpdate(): void {
    const state = this.flow()?.state;
    const key = state ? formKey(state) : '';
    if (key === this.#formKey) return;
    this.#formKey = key;
    this.isPasswordShown = false;
    this.#codeField = new CodeField();
  }
  #formKey = '';

  hostUpdated(): void {
    const state = this.flow()?.state;
    if (!state) return void (this.#key = '');
    if (formKey(state) !== this.#key) this.focus();
    this.#key = formKey(state);
    if (state.name !== 'answering') return;
    this.#showError(state.error);
    this.#fillIn(state.receivedCode);
  }

  /** Puts the focus where the view wants it. */
  focus(): void {
    this.host.renderRoot.querySelector<HTMLElement>('[autofocus]')?.focus();
  }

  /** When the page is looked at again: phones take the focus from a field, too, when they take its keyboard away. */
  regainFocus(): void {
    if (document.activeElement === document.body) this.focus();
  }

  #canSubmit(): boolean {
    const state = this.flow()?.state;
    return state?.name === 'answering' && Date.now() >= (state.error?.retryAt ?? 0);
  }

  /** A wrong answer is selected: typing replaces it, and nothing is lost. */
  #showError(error: FlowError | undefined): void {
    if (error === this.#error) return;
    this.#error = error;
    if (error?.scope !== 'field') return;
    this.#field?.focus();
    this.#field?.select();
  }

  #fillIn(code: string | undefined): void {
    if (code === undefined || code === this.#receivedCode || !this.#field) return;
    this.#receivedCode = code;
    this.#field.value = code;
    this.#field.form?.requestSubmit();
  }

  get #field(): HTMLInputElement | null {
    return this.host.renderRoot.querySelector('#answer');
  }
}
