import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { loadLocale } from '../locales/load-locale.js';
import { localeFor } from '../locales/locale.js';
import type { Locale } from '../locales/locale.js';
import { followers } from '../locales/registry.js';
import { languageOf } from './language-of.js';

type Host = ReactiveControllerHost & HTMLElement;

/** How long English is held back for texts that are being loaded. Milliseconds. */
const PATIENCE = 150;

/** The language of an open dialog: the one that its element stands in, followed live. Its texts are loaded as needed. */
export class Language implements ReactiveController {
  /** What is shown: the texts last shown, while others are being loaded. */
  locale: Locale = localeFor('');
  /** The texts that were asked for since the dialog opened, and whether those that wait for them have waited enough. */
  readonly #asked = new Map<string, boolean>();
  #observer: MutationObserver | undefined;

  constructor(
    private readonly host: Host,
    private readonly isOpen: () => boolean,
  ) {
    host.addController(this);
  }

  /** The language of what the page says, whether we have texts in it or not. Empty where it is not known. */
  get ofPage(): string {
    return languageOf(this.host);
  }

  /** What the page says of this very element comes first: it knows what it does. */
  get direction(): string {
    return this.host.dir || this.locale.direction;
  }

  /** Texts are on their way. Where they take too long they are no longer awaited, and English is shown. */
  get isAwaited(): boolean {
    return [...this.#asked.values()].includes(false);
  }

  hostConnected(): void {
    this.#redraw();
  }

  hostUpdate(): void {
    if (this.isOpen()) this.#follow();
    else this.hostDisconnected();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    followers.delete(this.#redraw);
    this.#asked.clear();
  }

  readonly #redraw = (): void => this.host.requestUpdate();

  #follow(): void {
    this.#observe();
    const locale = localeFor(languageOf(this.host));
    const { missing } = locale;
    if (missing === undefined || this.#asked.get(missing)) this.locale = locale;
    else if (!this.#asked.has(missing)) void this.#load(missing);
  }

  async #load(tag: string): Promise<void> {
    this.#asked.set(tag, false);
    await Promise.race([loadLocale(tag), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    if (this.#asked.has(tag)) this.#asked.set(tag, true);
    this.#redraw();
  }

  #observe(): void {
    if (this.#observer) return;
    this.#observer = new MutationObserver(this.#redraw);
    followers.add(this.#redraw);
    for (let root = this.host.getRootNode(); ; root = root.host.getRootNode()) {
      this.#observer.observe(root, { subtree: true, attributeFilter: ['lang', 'dir'] });
      if (!(root instanceof ShadowRoot)) return;
    }
  }
}
