import { litIsLoaded } from './lit-in-workers.js';
import { adoptStyles, css, ReactiveElement } from '@lit/reactive-element';
import type { PropertyValues } from '@lit/reactive-element';
import { isSessionChangedError } from '../errors.js';
import { hastenLocale } from '../locales/hasten-locale.js';
import type { Messages } from '../locales/messages.js';
import type { Challenge } from '../protocol/challenge.js';
import type { Strategy } from '../protocol/factors.js';
import { resolveReverification, satisfiesReverification } from '../protocol/reverification.js';
import type { ReverificationConfig, ReverificationRequirement } from '../protocol/reverification.js';
import type { Verification } from '../protocol/verification.js';
import { unlessAborted } from '../verification/abort.js';
import { browserPending } from '../verification/browser-pending.js';
import { createVerificationFlow } from '../verification/flow.js';
import { createHttpVerifier } from '../verification/http-verifier.js';
import type { FlowState, VerificationFlow } from '../verification/state.js';
import type { Verifier } from '../verification/verifier.js';
import { ReverifyCancelledEvent, ReverifyFailedEvent, ReverifyNeededEvent, ReverifyVerifiedEvent } from './events.js';
import type * as interior from './interior.js';
import { languageOf } from './language-of.js';
import type { Modal } from './modal.js';
import { brokenOff, outcomeOf } from './outcome.js';
import { cancelled, Prompt } from './prompt.js';
import type { Outcome, VerifyOptions } from './prompt.js';
import type { Controls, PanelScene } from './scene.js';
import type { WaitingDialog } from './tabs.js';

litIsLoaded();

/** How long the user is shown that they verified. The callers do not wait for it. Milliseconds. */
const SUCCESS_SHOWN = 800;

/** How long callers wait for the inside of the dialog, on a network that stalls. Milliseconds. */
const LOADING_MAX = 10_000;

const DEFAULT_ENDPOINT = '/reverification';

/** See `interior.ts`. Of the module itself only its types are known here. */
type Interior = typeof interior;

/** Once is enough: the tag is asked for whenever a request is refused. */
let isTakenTold = false;

/** The interior, once any dialog of the page has loaded it. */
let loaded: Interior | undefined;

// A host of fixed position has a box, so that one can ask whether it is displayed, and takes no room in the page. Important:
// of two such rules the inner one wins, over the `* { … !important }` of a page too.
const hostStyles = css`
  :host {
    position: fixed !important;
    visibility: hidden !important;
  }
  :host(:not([hidden])) {
    display: block !important;
  }
`;

const isBusy = ({ name }: FlowState) => name === 'starting' || name === 'preparing' || name === 'submitting';

/**
 * Asks the signed-in user to prove, once more, that it is them: a modal dialog for a password, a code or a passkey. It
 * defines no tag by itself, see {@link ReverifyDialog.define}.
 *
 * @summary One accessible dialog that verifies a signed-in user again.
 *
 * @slot logo - Replaces the shield above the heading.
 * @slot header - Follows the heading and the reason: an explanation of the application's own.
 * @slot avatar - Replaces the icon beside the account: the user's picture.
 * @slot help - Shown under the list of methods, and where the user cannot go on: whom to call.
 * @slot footer - Ends the dialog.
 *
 * @event {ReverifyNeededEvent} reverify-needed - An API has refused a request. Cancelable; `respondWith(promise)` takes over.
 * @event {ReverifyVerifiedEvent} reverify-verified - The user has verified.
 * @event {ReverifyCancelledEvent} reverify-cancelled - The user has closed the dialog, or nobody waits any more.
 * @event {ReverifyFailedEvent} reverify-failed - The dialog has closed because the user could not verify.
 *
 * @csspart dialog - The native dialog; `::part(dialog)::backdrop` is what covers the page.
 * @csspart panel - Everything inside the dialog.
 * @csspart icon - Each icon.
 * @csspart icon-shield - The shield above the heading.
 * @csspart icon-done - The tick.
 * @csspart icon-close - In the close button.
 * @csspart icon-caps - Beside the words that say that Caps Lock is on.
 * @csspart icon-show - In the button that shows the password.
 * @csspart icon-hide - In the button that hides it.
 * @csspart icon-next - At the end of a method.
 * @csspart icon-account - Before the account.
 * @csspart icon-alert - Before an error.
 * @csspart icon-password - A method's, as are those that follow.
 * @csspart icon-email_code - A code by e-mail.
 * @csspart icon-phone_code - A code by text message.
 * @csspart icon-passkey - A passkey.
 * @csspart icon-totp - A code from an authenticator app.
 * @csspart icon-backup_code - A backup code.
 * @csspart heading - The heading.
 * @csspart reason - Why the caller asks.
 * @csspart action - The action that is being approved.
 * @csspart action-label - The words above the action.
 * @csspart account - Whose account it is.
 * @csspart account-name - The user's name.
 * @csspart alert - An error that is not about what was typed.
 * @csspart note - What is right again: the network is back, a lock is over.
 * @csspart step - Which of two steps this is.
 * @csspart lead - What to do.
 * @csspart destination - The masked address or number that a code goes to.
 * @csspart form - The form of one factor.
 * @csspart label - The field's label.
 * @csspart label-row - The label, and what is said beside it.
 * @csspart caps-lock - Says that the keyboard's capitals are locked, beside the password's label.
 * @csspart field - The frame around the field.
 * @csspart input - The field.
 * @csspart toggle - Shows or hides the password.
 * @csspart error - An error about what was typed.
 * @csspart submit - The one primary button of each view.
 * @csspart spinner - While something is under way.
 * @csspart links - The quiet buttons under the form.
 * @csspart link - Each quiet button.
 * @csspart resend - Sends the code again.
 * @csspart countdown - The time until then.
 * @csspart instead - Leads from the passkey to the next best method.
 * @csspart other - Leads to the list of methods.
 * @csspart methods - The list of methods.
 * @csspart method - One method.
 * @csspart method-name - Its name, and where its code goes.
 * @csspart back - Leads back from the list.
 * @csspart starting - While the verification is being started.
 * @csspart success - The user has verified.
 * @csspart close - The button that closes the dialog.
 *
 * @cssproperty [--reverify-accent=light-dark(#1d4fd7, #8fb4ff)] - The primary button, and by what follows from it, links, icons and focus.
 * @cssproperty [--reverify-surface=light-dark(#fff, #1b1d23)] - The dialog's background.
 * @cssproperty [--reverify-text=light-dark(#16181d, #eef0f4)] - Text.
 * @cssproperty [--reverify-on-accent=white or black, which can be read] - Text on the accent.
 * @cssproperty [--reverify-accent-hover=86 % accent, away from the text on it] - The primary button under the pointer.
 * @cssproperty [--reverify-link=the accent, as far as it can be read] - Links and icons.
 * @cssproperty [--reverify-focus=the link's colour] - The ring around what has the focus.
 * @cssproperty [--reverify-tint=9 % accent on the surface] - Behind the shield and the tick, and a method under the pointer.
 * @cssproperty [--reverify-muted=68 % text on the surface, or what can be read] - Text of second rank.
 * @cssproperty [--reverify-line=14 % text on the surface] - Lines that only separate.
 * @cssproperty [--reverify-border=86 % muted on the surface, mixed as light] - The field's border.
 * @cssproperty [--reverify-field=none] - The field's background.
 * @cssproperty [--reverify-error=light-dark(#b3261e, #ffa198), as read] - Errors.
 * @cssproperty [--reverify-font=system-ui, sans-serif] - The font family.
 * @cssproperty [--reverify-font-size=medium] - The size that all others follow; medium is what the user's browser says.
 * @cssproperty [--reverify-font-weight=400] - Text.
 * @cssproperty [--reverify-strong-weight=600] - Labels, the primary button, the step, the action, the user's name, where a code goes.
 * @cssproperty [--reverify-heading-font=inherit] - The heading's font family.
 * @cssproperty [--reverify-heading-size=1.375em] - The heading's size.
 * @cssproperty [--reverify-heading-weight=700] - The heading's weight.
 * @cssproperty [--reverify-radius=10px] - The corners of fields, methods and notices, and what the next two follow from.
 * @cssproperty [--reverify-button-radius=the radius] - The corners of buttons.
 * @cssproperty [--reverify-dialog-radius=1.8 times the radius] - The dialog's corners.
 * @cssproperty [--reverify-space=24px] - The space around the content.
 * @cssproperty [--reverify-control-height=48px] - The least height of fields and buttons: below 44px, fingers miss.
 * @cssproperty [--reverify-width=408px] - The width, where the page is wide enough.
 * @cssproperty [--reverify-shadow=0 24px 64px -12px #0009] - The dialog's shadow.
 * @cssproperty [--reverify-backdrop=#0b0e1599] - What covers the page.
 *
 * @cssstate busy - Something is under way.
 * @cssstate error - An error is shown.
 */
export class ReverifyDialog extends ReactiveElement {
  static override readonly styles = hostStyles;
  // Not by decorators: they would add 300 bytes to every page.
  static override readonly properties = {
    endpoint: {},
    preferredStrategy: { attribute: 'preferred-strategy' },
    reason: {},
    verifier: { attribute: false },
    messages: { attribute: false },
  };
  static readonly version: string = '0.1.0';

  /**
   * Makes `tag` this element. Does nothing where there is no DOM, and leaves a tag to whoever has defined it before.
   *
   * @throws DOMException as `customElements.define` does for a bad name, or for a second name of this class.
   */
  static define(tag = 'reverify-dialog', registry = globalThis.customElements): void {
    if (!('customElements' in globalThis)) return;
    const existing = registry.get(tag);
    if (!existing) registry.define(tag, this);
    else if (existing !== this && !isTakenTold) {
      isTakenTold = true;
      const version = 'version' in existing ? String(existing.version) : 'unknown';
      console.warn(`<${tag}> is taken by version ${version}; version ${this.version} is not used.`);
    }
  }

  readonly #states: CustomStateSet | undefined = this.attachInternals().states;
  /** The prompt that is shown, and behind it those that wait for their turn. */
  readonly #prompts: Prompt[] = [];
  #flow: VerificationFlow | undefined;
  #interior: Interior | undefined;
  #controls: Controls | undefined;
  #modal: Modal | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;

  /** Where the verification API is; `/reverification` where there is none. */
  declare endpoint: string | null;

  /** Offered before the others, where the user has it. */
  declare preferredStrategy: Strategy | undefined;

  /** Tells the user why they are asked, where the caller does not. Plain text. */
  declare reason: string | null | undefined;

  /** What checks the user, in place of the HTTP API at `endpoint`. */
  declare verifier: Verifier | undefined;

  /** Texts of your own in place of ours. Plain text, never HTML. */
  declare messages: Partial<Messages>;

  /** Whether the dialog is shown. Read-only; reflected as the attribute `open`. */
  get open(): boolean {
    return this.#modal?.isOpen ?? false;
  }

  constructor() {
    super();
    this.endpoint = DEFAULT_ENDPOINT;
    this.messages = {};
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A framework that moves the element removes it first.
    queueMicrotask(() => {
      if (this.#isInPage) this.#modal?.reopen();
      else if (this.#flow) this.#end(brokenOff('The dialog was removed from the page.'));
    });
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    try {
      this.#interior?.draw(this.renderRoot, {
        scene: this.#scene,
        onClose: this.#onClose,
        onKeyDown: this.#onKeyDown,
      });
    } catch (cause) {
      // Texts of the page's own that are none, say. Its callers may not wait for what is not there.
      if (!this.#flow) throw cause;
      this.#end(brokenOff('The dialog could not be drawn.', cause));
    }
  }

  protected override updated(): void {
    const state = this.#flow?.state;
    if (state && !this.open && this.#dialog && !this.#controls?.isAwaited()) {
      // Much may have happened while the interior was loaded, and a modal dialog that is not seen would freeze the page.
      if (this.#isSeen) this.#modal?.open(this.#dialog);
      else this.#end(unseen());
    }
    this.toggleAttribute('open', this.open);
    this.#toggleState('busy', state !== undefined && (!this.open || isBusy(state)));
    this.#toggleState('error', this.renderRoot.querySelector('svg.alert') !== null);
  }

  get #verifier(): Verifier {
    return this.verifier ?? createHttpVerifier({ endpoint: this.#endpoint });
  }

  get #endpoint(): string {
    return this.endpoint ?? DEFAULT_ENDPOINT;
  }

  /** In the document of a frame it would have no style sheets: they do not go with it. */
  get #isInPage(): boolean {
    return this.isConnected && this.ownerDocument === document;
  }

  get #isSeen(): boolean {
    return this.#isInPage && this.checkVisibility();
  }

  /** Not there before the interior is. */
  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  get #scene(): PanelScene | undefined {
    const [prompt] = this.#prompts;
    const { messages } = this;
    const flow = this.#flow;
    const controls = this.#controls;
    if (!prompt || !flow || !controls) return undefined;
    const { reason, action } = prompt.options;
    const why = { reason: [reason, this.reason].find(Boolean), action };
    return { ...controls, messages, flow, ...why, now: Date.now(), close: this.#close };
  }

  #toggleState(name: string, isOn: boolean): void {
    if (isOn) this.#states?.add(name);
    else this.#states?.delete(name);
  }

  readonly #onSeen = (): void => {
    this.requestUpdate();
    this.#controls?.form.regainFocus();
  };

  readonly #close = (): void => {
    // Before it is open there is no native `close` event to wait for.
    if (this.open) this.#dialog?.close();
    else if (this.#flow) this.#end();
  };

  /** The native event, whoever closed the dialog: Escape, a phone's back gesture, our own button. */
  readonly #onClose = (): void => {
    if (this.open && !this.#dialog?.open) this.#end();
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    // Safari says only by the code that an Escape ends a composition: https://bugs.webkit.org/show_bug.cgi?id=165004
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way to know
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return;
    // The native Escape can be held once, not twice; and it closes the application's own dialog too, where Chromium has
    // seen no user activation between the two (HTML, close watcher groups).
    event.preventDefault();
    // An answer on its way may already count. The close button still leaves.
    const state = this.#flow?.state;
    if (state?.name !== 'submitting' || state.doing !== 'submit') this.#close();
  };

  readonly #onState = (state: FlowState): void => {
    this.requestUpdate();
    if (state.name !== 'complete') return;
    // Verified before anything could be seen: there is nothing to confirm.
    if (!this.open || this.#dialog?.className === 'starting') {
      this.#end();
      return;
    }
    this.#settle(state.verification);
    this.#closing = setTimeout(this.#close, this.#prompts.length > 1 ? 0 : SUCCESS_SHOWN);
  };

  #begin(): void {
    const [prompt] = this.#prompts;
    if (!prompt) return;
    if (this.#isSeen) this.#ask(prompt);
    else this.#end(unseen());
  }

  #ask(prompt: Prompt): void {
    // Before all else: it has the longest way.
    const inside = loaded ?? unlessAborted(AbortSignal.timeout(LOADING_MAX), () => import('./interior.js'));
    if (!loaded) hastenLocale(languageOf(this));
    const { level, options } = prompt;
    const { action } = options;
    const { preferredStrategy } = this;
    const verifier = this.#verifier;
    const flow = createVerificationFlow({ verifier, preferredStrategy, pending: browserPending(this.#endpoint) });
    this.#flow = flow;
    flow.subscribe((state) => {
      if (flow === this.#flow) this.#onState(state);
    });
    void flow.start({ level, ...(action && { actionId: action.id }) });
    this.#furnish(inside, { flow, verifier, prompt, endpoint: this.#endpoint, onSeen: this.#onSeen }).catch(
      (cause: unknown) => {
        if (flow === this.#flow) this.#end(brokenOff('The dialog could not be loaded.', cause));
      },
    );
  }

  /** Shows the interior, and listens to other tabs; both are loaded while the verification is being started. */
  async #furnish(inside: Interior | Promise<Interior>, waiting: WaitingDialog): Promise<void> {
    loaded ??= await inside;
    if (this.shadowRoot) adoptStyles(this.shadowRoot, [hostStyles, loaded.styles]);
    this.#controls ??= loaded.control(this, () => this.#flow);
    this.#modal ??= new loaded.Modal((cause) => this.#end(unseen(cause)));
    this.#interior = loaded;
    if (waiting.flow !== this.#flow) return;
    this.requestUpdate();
    loaded.watchTabs(waiting);
  }

  /** Ends the prompt that is shown, and begins the next. */
  #end(outcome: Outcome = this.#flow ? outcomeOf(this.#flow.state) : cancelled()): void {
    const flow = this.#flow;
    this.#flow = undefined;
    flow?.cancel();
    clearTimeout(this.#closing);
    try {
      this.#modal?.release();
    } finally {
      // Whatever the page has made of what is called there: nobody is left waiting.
      this.#settle(outcome);
      this.#prompts.shift();
      // Who waits for their turn was refused as somebody else.
      if (isSessionChangedError(outcome)) for (const prompt of this.#prompts.splice(0)) prompt.settle(outcome);
      this.requestUpdate();
      this.#begin();
    }
  }

  #settle(outcome: Outcome): void {
    const [prompt] = this.#prompts;
    if (!prompt || prompt.isSettled) return;
    prompt.settle(outcome);
    if (!(outcome instanceof Error)) this.dispatchEvent(new ReverifyVerifiedEvent(outcome));
    else if (outcome.code === 'reverification_cancelled') this.dispatchEvent(new ReverifyCancelledEvent());
    else this.dispatchEvent(new ReverifyFailedEvent(outcome));
  }

  #leave(prompt: Prompt): void {
    if (prompt === this.#prompts[0]) this.#close();
    else this.#prompts.splice(this.#prompts.indexOf(prompt), 1);
  }

  /**
   * Asks the user to verify. While the dialog is open, a call that its answer covers joins it; any other waits for its
   * turn.
   *
   * @returns the completed verification.
   * @throws ReverificationError saying by `code` how it ended; TypeError for a bad config.
   */
  async verify(config: ReverificationConfig = 'strict', options: VerifyOptions = {}): Promise<Verification> {
    const { level, afterMinutes } = requirementOf(config);
    // A page that is only made ready, should the user open it, has nobody to ask, and no code to send.
    if ((document as Document & { prerendering?: boolean }).prerendering)
      await new Promise((open) => document.addEventListener('prerenderingchange', open));
    const { action, signal } = options;
    if (signal?.aborted) throw cancelled(signal.reason);
    const shown = this.#prompts.find((prompt) => prompt.covers(level, action));
    if (shown) return shown.join(afterMinutes, signal);
    const prompt = new Prompt(level, options, (abandoned) => this.#leave(abandoned));
    const outcome = prompt.join(afterMinutes, signal);
    if (this.#prompts.push(prompt) === 1) this.#begin();
    return outcome;
  }

  /**
   * Asks only if the session is not fresh enough already. A courtesy to the user: the API's own check stays the rule.
   *
   * @returns the verification, or `undefined` where none was needed.
   * @throws as {@link verify} does.
   */
  async ensureVerified(config: ReverificationConfig, options: VerifyOptions = {}): Promise<Verification | undefined> {
    requirementOf(config);
    const { signal = new AbortController().signal, action } = options;
    // Not to know is to ask: the dialog can say what is wrong.
    const known = async () => (action ? undefined : this.#verifier.session?.({ signal }));
    const session = await unlessAborted(signal, known).catch(() => undefined);
    if (session && satisfiesReverification(session.factorVerificationAge, config)) return undefined;
    return this.verify(config, options);
  }

  /**
   * Answers an API's refusal: by whoever takes over the event `reverify-needed`, else by asking the user. Resolves when
   * the request may be sent again.
   *
   * @returns the completed verification, or what the promise of whoever took over resolved to.
   * @throws as {@link verify} does.
   */
  async handleChallenge(challenge: Challenge, options: Omit<VerifyOptions, 'action'> = {}): Promise<unknown> {
    const { signal = new AbortController().signal, reason } = options;
    if (signal.aborted) throw cancelled(signal.reason);
    const needed = new ReverifyNeededEvent(challenge, signal, reason);
    if (this.dispatchEvent(needed)) return this.verify(challenge, { ...options, action: challenge.action });
    const { response } = needed;
    if (!response) throw cancelled();
    return unlessAborted(signal, async () => response).catch((error: unknown) => {
      throw signal.aborted ? cancelled(signal.reason) : error;
    });
  }

  /** Closes the dialog: its callers, and those that wait for their turn, are rejected as cancelled. */
  cancel(): void {
    for (const prompt of this.#prompts.splice(1)) prompt.settle(cancelled());
    this.#close();
  }
}

function requirementOf(config: ReverificationConfig): ReverificationRequirement {
  const requirement = resolveReverification(config);
  if (requirement) return requirement;
  throw new TypeError('config: expected strict_mfa, strict, moderate, lax or { level, afterMinutes }');
}

const unseen = (cause?: unknown) => brokenOff('The dialog is not displayed.', cause);

declare global {
  interface HTMLElementTagNameMap {
    'reverify-dialog': ReverifyDialog;
  }
}
