import { shield } from './shield.js';

/** The element that has the focus, inside whatever shadow roots. */
export function deepActiveElement(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/**
 * Opens a native dialog over the page and leaves the page as it was: scrolling, and the focus. What a browser does by
 * itself (top layer, inertness, Escape, giving the focus back) is left to it.
 */
export class Modal {
  #dialog: HTMLDialogElement | undefined;
  #scrollLock: CSSStyleSheet | undefined;
  #observer: IntersectionObserver | undefined;
  #shield: AbortController | undefined;
  /** Where the focus was, and around it: the opener may be gone when the dialog closes. */
  #trail: HTMLElement[] = [];
  /** What was hidden from assistive technology around the dialog. */
  #unhidden: HTMLElement[] = [];

  /**
   * @param onUnseen the page no longer renders the open dialog, which would leave it inert with nothing to see; or, for this
   * cause, the browser does not open it.
   */
  constructor(private readonly onUnseen: (cause?: unknown) => void) {}

  get isOpen(): boolean {
    return this.#dialog !== undefined;
  }

  open(dialog: HTMLDialogElement): void {
    this.#dialog = dialog;
    this.#trail = ancestors(deepActiveElement());
    this.#unhide(ancestors(dialog));
    try {
      dialog.showModal();
      // What the page has put into a slot may ask for it, too, and come first.
      dialog.querySelector<HTMLElement>('[autofocus]')?.focus();
    } catch (cause) {
      this.onUnseen(cause);
      return;
    }
    // What it measures is known by now: the browser has just had to look where the focus may go.
    this.#lockScrolling();
    this.#shield = new AbortController();
    shield(dialog, this.#shield.signal);
    // By intersections, not by sizes: what `content-visibility` hides keeps its size. With those of this document: a frame
    // that is scrolled out of sight shows its dialog all the same.
    this.#observer = new IntersectionObserver(
      () => {
        // Firefox gets here before the `close` event of a dialog that was closed.
        if (dialog.open && dialog.isConnected && !dialog.checkVisibility()) this.onUnseen();
      },
      { root: document },
    );
    this.#observer.observe(dialog);
  }

  /** Re-inserted elsewhere, a dialog still has its `open` attribute but is no longer modal. */
  reopen(): void {
    if (!this.#dialog || this.#dialog.matches(':modal')) return;
    this.#dialog.close();
    this.#dialog.showModal();
  }

  /** After the native dialog has closed, or where it cannot go on. Nothing where it was never opened. */
  release(): void {
    const dialog = this.#dialog;
    if (!dialog) return;
    this.#observer?.disconnect();
    this.#shield?.abort();
    dialog.close();
    this.#dialog = undefined;
    this.#unlockScrolling();
    this.#hideAgain();
    this.#restoreFocus();
  }

  // Around a modal of the application's own, libraries hide the rest of the page by `aria-hidden`, and our dialog with it.
  // Marked, not removed: what the library has shown again meanwhile is not to be hidden for ever.
  #unhide(around: HTMLElement[]): void {
    this.#unhidden = around.filter(({ ariaHidden }) => ariaHidden === 'true');
    for (const element of this.#unhidden) element.ariaHidden = 'false';
  }

  #hideAgain(): void {
    for (const element of this.#unhidden.splice(0)) if (element.ariaHidden === 'false') element.ariaHidden = 'true';
  }

  // A style sheet of our own, and not the root's `style`: nothing to remember, and two dialogs cannot restore each
  // other's lock in the wrong order.
  #lockScrolling(): void {
    const hasScrollbar = innerWidth > document.documentElement.clientWidth;
    this.#scrollLock = new CSSStyleSheet();
    this.#scrollLock.replaceSync(
      `:root{overflow:hidden!important${hasScrollbar ? ';scrollbar-gutter:stable!important' : ''}}`,
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#scrollLock];
  }

  #unlockScrolling(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#scrollLock);
  }

  /** Where the browser could not give the focus back: the nearest place around the opener that takes it. */
  #restoreFocus(): void {
    const trail = this.#trail.splice(0);
    const active = deepActiveElement();
    // Until the next frame, the focus may still be said to be in the closed dialog.
    if (active !== document.body && active?.checkVisibility()) return;
    for (const element of trail) {
      try {
        element.focus();
      } catch (error) {
        // The method may be the page's own, of an element of its own.
        reportError(error);
      }
      if (element.matches(':focus')) return;
    }
  }
}

function ancestors(element: Element | null): HTMLElement[] {
  const trail: HTMLElement[] = [];
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (node instanceof HTMLElement) trail.push(node);
  }
  return trail;
}
