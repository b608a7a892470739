/** What the focus makes a screen reader read, by the roles that the dialog and its pages use. */
const roles: Readonly<Record<string, string>> = {
  A: 'link',
  BUTTON: 'button',
  DIALOG: 'dialog',
  H1: 'heading',
  H2: 'heading',
  INPUT: 'edit',
};

/** Times, with the day where it is another, and the minutes and seconds of a countdown, are another with every run. */
export const TIME = /\b(?:\w+day (?:at )?)?\d{1,2}:\d\d(?::\d\d)?(?:\s[AP]M)?/g;

/** Text as it is read: without what is hidden from it, in one line. */
function readable(node: Node): string {
  if (node instanceof Text) return node.data;
  if (node instanceof Element && (node.getAttribute('aria-hidden') === 'true' || node.localName === 'svg')) return '';
  return [...node.childNodes].map(readable).join(' ');
}

const oneLine = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,…])/g, '')
    .trim();

const textOf = (node: Node): string => oneLine(readable(node));

const referred = (element: Element, attribute: string): string => {
  const root = element.getRootNode();
  const ids = (element.getAttribute(attribute) ?? '').split(' ').filter((id) => id !== '');
  const texts = ids.map((id) => {
    const target = root instanceof ShadowRoot || root instanceof Document ? root.getElementById(id) : null;
    return target ? textOf(target) : '';
  });
  return texts.filter((text) => text !== '').join(' ');
};

function nameOf(element: Element): string {
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
  const names = [referred(element, 'aria-labelledby'), element.getAttribute('aria-label'), textOf(label ?? element)];
  return names.find((name) => name) ?? '';
}

function describe(element: Element): string {
  const role = element instanceof HTMLInputElement && element.type === 'password' ? 'password edit' : '';
  const states = [
    element.getAttribute('aria-invalid') === 'true' && 'invalid',
    element.getAttribute('aria-disabled') === 'true' && 'unavailable',
  ].filter((state) => state !== false);
  const description = referred(element, 'aria-describedby');
  const words = [role || (roles[element.tagName] ?? element.localName), ...states].join(', ');
  return `${words} “${nameOf(element)}”${description && `: ${description}`}`;
}

/**
 * Writes down, in order, what a screen reader would say about a dialog: where the focus goes, and what its live regions
 * announce. By the rules that screen readers share: a region is read when something is added to it, whole; not when it
 * appears, nor when it is emptied, nor while its surroundings are busy; and the dialog itself is read as one enters it.
 */
export class ScreenReader {
  readonly heard: string[] = [];
  readonly #root: ShadowRoot;
  readonly #observer: MutationObserver;
  readonly #leaving = new AbortController();
  #regions: Set<Element>;
  #isInside = false;

  constructor(root: ShadowRoot) {
    this.#root = root;
    this.#regions = this.#findRegions();
    this.#observer = new MutationObserver((mutations) => {
      this.#announce(mutations);
    });
    this.#observer.observe(root, { childList: true, characterData: true, subtree: true });
    const { signal } = this.#leaving;
    root.addEventListener('focusin', ({ target }) => this.#onFocus(target), { signal });
    document.addEventListener('focusin', ({ target }) => this.#onFocusOutside(target), { signal });
  }

  /** Writes down what the user does. */
  did(what: string): void {
    this.#flush();
    this.heard.push(`> ${what}`);
  }

  /** What was said and done, a line each; then it hears no more. */
  end(): string[] {
    this.#flush();
    this.#observer.disconnect();
    this.#leaving.abort();
    return this.heard;
  }

  #say(text: string): void {
    this.heard.push(text.replace(TIME, '0:00'));
  }

  #flush(): void {
    this.#announce(this.#observer.takeRecords());
  }

  #onFocus(target: EventTarget | null): void {
    this.#flush();
    const dialog = this.#root.querySelector('dialog');
    if (!this.#isInside && dialog) this.#say(describe(dialog));
    this.#isInside = true;
    if (target instanceof Element) this.#say(describe(target));
  }

  #onFocusOutside(target: EventTarget | null): void {
    if (!(target instanceof Element) || target === this.#root.host) return;
    this.#flush();
    this.#isInside = false;
    this.#say(describe(target));
  }

  #findRegions(): Set<Element> {
    return new Set(this.#root.querySelectorAll('[role=alert], [role=status]'));
  }

  #announce(mutations: MutationRecord[]): void {
    const changed = new Set<Element>();
    for (const { type, target, addedNodes } of mutations) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(
        '[role=alert], [role=status]',
      );
      const isAddition = type === 'characterData' || [...addedNodes].some((node) => textOf(node) !== '');
      if (region && isAddition && this.#regions.has(region)) changed.add(region);
    }
    for (const region of changed) {
      const text = textOf(region);
      const isHeard = this.#root.querySelector('dialog')?.open && !region.closest('[aria-busy=true]');
      if (text && isHeard) this.#say(`${region.getAttribute('role') ?? ''}: ${text}`);
    }
    this.#regions = this.#findRegions();
  }
}
