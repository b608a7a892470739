/** What the pages behind modal dialogs listen to, to keep the focus, the clicks or the scrolling in a dialog of their own. */
const GUARDED = ['keydown', 'pointerdown', 'mousedown', 'touchstart', 'click', 'wheel', 'touchmove'];
const WEAPONS = ['preventDefault', 'stopPropagation', 'stopImmediatePropagation'];

/** What is typed in here is a secret, and what is pressed is no hotkey of the page's. */
const PRIVATE_EVENTS = [
  ...['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'change', 'paste', 'copy', 'cut', 'submit'],
  ...['compositionstart', 'compositionupdate', 'compositionend', 'textInput', 'dragstart', 'drop'],
];

const nothing = () => undefined;

/**
 * Lets nobody on the page take away an event that is meant for our dialog. A focus trap, that of an application's own
 * dialog around the opener, prevents what happens outside of it: Tab, each click, Enter; it cannot know that a native
 * modal dialog has made its own part of the page inert.
 *
 * On its way down from the window, the event cannot be prevented or stopped. On its way up, one of our own elements' goes
 * no further than its root: to close something upon a click beside it is no business of a page that is inert.
 */
export function shield(dialog: HTMLElement, signal: AbortSignal): void {
  const root = dialog.getRootNode();
  for (const type of GUARDED) {
    const listen = (target: EventTarget, listener: (event: Event) => void, capture: boolean) =>
      target.addEventListener(type, listener, { capture, signal, passive: true });
    listen(
      window,
      (event) => {
        if (!event.composedPath().includes(dialog)) return;
        for (const weapon of WEAPONS) Object.defineProperty(event, weapon, { configurable: true, value: nothing });
      },
      true,
    );
    listen(
      root,
      (event) => {
        for (const weapon of WEAPONS) Reflect.deleteProperty(event, weapon);
      },
      true,
    );
    listen(
      root,
      (event) => {
        // What the application has put into a slot may need its own listeners.
        if (event.target instanceof Node && root.contains(event.target)) event.stopPropagation();
      },
      false,
    );
  }
}

/** Lets no event of what is typed or pressed out of `root`. */
export function keepPrivate(root: HTMLElement | DocumentFragment): void {
  for (const type of PRIVATE_EVENTS) {
    root.addEventListener(type, (event) => {
      // What is typed into a slot is the application's. What is pressed there is still no hotkey of the page behind.
      const isOurs = event.target instanceof Node && root.contains(event.target);
      if (isOurs || type.startsWith('key')) event.stopPropagation();
      // A key that is held answers once: each further time would cost an attempt, or press what has come meanwhile.
      if (isOurs && event instanceof KeyboardEvent && event.repeat && event.key === 'Enter') event.preventDefault();
    });
  }
}

/**
 * The second half of a double click is meant for what was there at the first: not for a view that has come since, nor for a
 * second attempt. Who looks at a password for a moment may press twice.
 */
function ignoreSecondClick(event: MouseEvent): void {
  const { currentTarget: dialog, target, detail } = event;
  const isOurs = dialog instanceof Element && target instanceof Element && dialog.contains(target);
  if (detail < 2 || !isOurs || !target.closest('button:not([part="toggle"])')) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Of the dialog, not of its root: there {@link shield} has still taken the event's methods away. */
export const oneClick = { handleEvent: ignoreSecondClick, capture: true };
