import { fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { ReverifyDialog } from '../../src/dialog/reverify-dialog.js';
import type { VerifyOptions } from '../../src/dialog/prompt.js';
import type { ReverificationConfig } from '../../src/protocol/reverification.js';
import type { Verifier } from '../../src/verification/verifier.js';

/** A busy machine takes its time: shown for 0.8 s, a confirmation may not be gone within the second of `waitUntil`. */
const PATIENCE = { timeout: 8000, interval: 10 };

/** Its driver takes keys that are pressed together as one. */
const isWebKit = /AppleWebKit(?!.*Chrome)/.test(navigator.userAgent);

ReverifyDialog.define();

/** A dialog as a person meets it: by what is shown, what has the focus, and what can be pressed. */
export class DialogHarness {
  /** What the callers of {@link ask} were given: "verified", or an error's code. */
  readonly outcomes: string[] = [];

  constructor(readonly element: ReverifyDialog) {}

  /** In a tab that remembers nothing: the scripted verifications of all tests have one id. */
  static async create(verifier: Verifier, content: unknown = ''): Promise<DialogHarness> {
    const element = await fixture<ReverifyDialog>(
      html`<reverify-dialog .verifier=${verifier}>${content}</reverify-dialog>`,
    );
    // After the dialogs of the test before are gone: what they knew goes with them.
    sessionStorage.clear();
    return new DialogHarness(element);
  }

  /** Opens the dialog and waits until something can be answered, or read. */
  async ask(config: ReverificationConfig = 'strict', options: VerifyOptions = {}): Promise<void> {
    this.askInBackground(config, options);
    await this.waitForStability();
  }

  askInBackground(config: ReverificationConfig = 'strict', options: VerifyOptions = {}): void {
    void this.element.verify(config, options).then(
      () => this.outcomes.push('verified'),
      (error: unknown) => this.outcomes.push(codeOf(error)),
    );
  }

  /** Nothing is on its way any more: no rendering, no answer; an animation that ends is put to its end. */
  async waitForStability(): Promise<void> {
    await this.element.updateComplete;
    await waitUntil(() => !this.isBusy, 'the dialog stays busy', PATIENCE);
    await this.settleRendering();
  }

  /** As {@link waitForStability}, for a dialog that is meant to be busy. */
  async settleRendering(): Promise<void> {
    await this.element.updateComplete;
    const animations = this.dialog.getAnimations({ subtree: true });
    for (const animation of animations.filter(endsByItself)) animation.finish();
    await this.element.updateComplete;
  }

  async waitUntilClosed(): Promise<void> {
    await waitUntil(() => !this.element.open, 'the dialog stays open', PATIENCE);
    await this.element.updateComplete;
  }

  get root(): ShadowRoot {
    return existing(this.element.shadowRoot, 'a shadow root');
  }

  get dialog(): HTMLDialogElement {
    return existing(this.root.querySelector('dialog'), 'a dialog');
  }

  /** The name of the flow's state that is drawn; empty where none is. */
  get state(): string {
    return this.root.querySelector('dialog')?.className ?? '';
  }

  get isBusy(): boolean {
    return this.element.matches(':state(busy)') || (this.state !== '' && !this.element.open);
  }

  get isModal(): boolean {
    return this.dialog.matches(':modal');
  }

  get field(): HTMLInputElement {
    return existing(this.root.querySelector<HTMLInputElement>('form [part=input]'), 'a field');
  }

  get form(): HTMLFormElement {
    return existing(this.root.querySelector('form'), 'a form');
  }

  /** The element inside the dialog that has the focus. */
  get focused(): Element | null {
    return this.root.activeElement;
  }

  has(part: string): boolean {
    return this.root.querySelector(`[part~=${part}]`) !== null;
  }

  part(part: string): HTMLElement {
    return existing(this.root.querySelector<HTMLElement>(`[part~=${part}]`), part);
  }

  /** What a part says, in one line. */
  text(part: string): string {
    return oneLine(this.part(part));
  }

  get heading(): string {
    return this.text('heading');
  }

  /** What the regions that announce politely say. */
  get announcement(): string {
    return [...this.root.querySelectorAll('[role=status]')].map(oneLine).join(' ').trim();
  }

  /** Everything that is there to be read. */
  get visibleText(): string {
    return oneLine(this.dialog);
  }

  /** The elements that hold text of their own, save those of disabled buttons (WCAG 1.4.3 leaves them out). */
  get textElements(): Element[] {
    return [...this.root.querySelectorAll('dialog *')].filter(
      (element) =>
        [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '') &&
        element.closest('[aria-disabled=true], .hidden') === null,
    );
  }

  /** By the keyboard. Without equal letters side by side: WebKitGTK's driver loses the second. */
  async type(text: string): Promise<void> {
    await sendKeys({ type: text });
    await this.element.updateComplete;
  }

  /** One key, or one with a modifier: "Shift+Tab". */
  async press(keys: string): Promise<void> {
    const [modifier, key] = keys.split('+');
    if (modifier === undefined || key === undefined || isWebKit) {
      await sendKeys({ press: keys });
    } else {
      await sendKeys({ down: modifier });
      await sendKeys({ press: key });
      await sendKeys({ up: modifier });
    }
    await this.element.updateComplete;
  }

  /** From the system's clipboard, by the keyboard. */
  async paste(text: string): Promise<void> {
    const source = document.createElement('textarea');
    source.value = text;
    this.dialog.append(source);
    source.select();
    await this.press('Control+c');
    source.remove();
    this.field.select();
    await this.press('Control+v');
  }

  /** By the pointer, in the middle of a part. */
  async point(part: string, type: 'click' | 'move' = 'click'): Promise<void> {
    const { left, top, width, height } = this.part(part).getBoundingClientRect();
    await sendMouse({ type, position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    await this.element.updateComplete;
  }

  /** A key, as it comes while Caps Lock is on or off. No driver can toggle it. */
  pressWithCapsLock(modifierCapsLock: boolean): void {
    this.field.dispatchEvent(new KeyboardEvent('keyup', { key: 'Shift', modifierCapsLock, bubbles: true }));
  }

  /** Types into the field and submits it by its button. */
  async answer(text: string): Promise<void> {
    this.field.value = text;
    await this.click('submit');
  }

  async click(part: string): Promise<void> {
    this.part(part).click();
    await this.element.updateComplete;
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : `not one of ours: ${String(error)}`;

const endsByItself = ({ effect }: Animation): boolean => Number.isFinite(effect?.getComputedTiming().endTime);

const oneLine = ({ textContent }: Element) => textContent.replace(/\s+/g, ' ').trim();

function existing<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`the dialog does not show ${what}`);
  return value;
}
