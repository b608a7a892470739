import { isReverificationCancelledError } from '../errors.js';
import { isReverificationPreset, requireReverification } from '../protocol/reverification.js';
import type { ReverificationConfig } from '../protocol/reverification.js';

/** Resolves once the user is verified to that degree, at once if they are already. */
export type EnsureVerified = (config: ReverificationConfig, options: { signal: AbortSignal }) => Promise<unknown>;

/** Undoes {@link verifyFirst}; whoever is being asked is no longer asked. */
export interface VerifyFirst {
  dispose(): void;
}

/**
 * Asks the user before a form is submitted, a link followed or a button pressed that says so by `data-reverify`: a
 * preset's name (`strict`, the default), or a level and, after a colon, the minutes that its verification may be old
 * (`first_factor:5`; 10 if left out). On a submit button it counts for submissions by that button.
 *
 * After that, all goes on as if the user had only now pressed: by the same button, with the same keys held down. What the
 * application listens for comes once, afterwards. If the user is not verified nothing happens.
 *
 * It is a courtesy, so that nobody's work is refused in the middle; what protects the API is its own check.
 *
 * @param root what contains the forms and links. `form.submit()` asks nobody, as it fires no event (HTML standard).
 */
export function verifyFirst(root: Document | Element | ShadowRoot, ensureVerified: EnsureVerified): VerifyFirst {
  const controller = new AbortController();
  const { signal } = controller;
  const asking = new WeakSet<Element>();
  /** What goes on now, the user being verified. */
  let passing: Element | undefined;

  /** Holds an event back; `proceed` does again what it stood for. */
  function ask(event: Event, subject: Element, config: string, proceed: () => void): void {
    if (passing === subject) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // A second click, before the dialog could cover the page.
    if (asking.has(subject)) return;
    asking.add(subject);
    const focused = focusedIn(subject);
    void isVerified(config).then((mayProceed) => {
      asking.delete(subject);
      if (mayProceed) pass(subject, proceed);
      else restoreFocus(focused);
    });
  }

  async function isVerified(config: string): Promise<boolean> {
    try {
      await ensureVerified(parseConfig(config), { signal });
    } catch (error) {
      if (!signal.aborted && !isReverificationCancelledError(error)) reportError(error);
      return false;
    }
    return !signal.aborted;
  }

  function pass(subject: Element, proceed: () => void): void {
    passing = subject;
    // What their listeners throw is reported, not thrown.
    proceed();
    passing = undefined;
  }

  function onSubmit(event: Event): void {
    const { target: form } = event;
    if (!(form instanceof HTMLFormElement) || !(event instanceof SubmitEvent)) return;
    const { submitter } = event;
    const config = submitter?.getAttribute(ATTRIBUTE) ?? form.getAttribute(ATTRIBUTE);
    if (config === null) return;
    ask(event, form, config, () => {
      // A form or button that has gone meanwhile submits nothing.
      if ((submitter ?? form).isConnected) form.requestSubmit(submitter);
    });
  }

  function onClick(event: Event): void {
    const subject = event.composedPath().find(isPressable);
    if (!subject || !(event instanceof MouseEvent)) return;
    const form = formSubmittedBy(subject);
    const config = subject.getAttribute(ATTRIBUTE) ?? form?.getAttribute(ATTRIBUTE);
    if (typeof config !== 'string' || passing === subject) return;
    if (event.detail > 1) {
      // The second half of a double-click, even if nobody needed to be asked in between.
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (!form) {
      ask(event, subject, config, () => subject.dispatchEvent(clickLike(event)));
    }
    // A submission is held when the form has been found valid: see `onSubmit`.
  }

  /** The middle button opens a link in a new tab; the other buttons only open menus. */
  function onAuxClick(event: Event): void {
    if (event instanceof MouseEvent && event.button === 1) onClick(event);
  }

  const listeners = { submit: onSubmit, click: onClick, auxclick: onAuxClick };
  for (const [type, listener] of Object.entries(listeners))
    root.addEventListener(type, listener, { capture: true, signal });
  return { dispose: () => controller.abort() };
}

const ATTRIBUTE = 'data-reverify';

/** A link, a button, or what the application made into one. */
const isPressable = (target: EventTarget): target is HTMLElement =>
  target instanceof HTMLElement &&
  !(target instanceof HTMLFormElement) &&
  (target.hasAttribute(ATTRIBUTE) || formSubmittedBy(target) !== null);

/** The form that pressing an element submits. */
function formSubmittedBy(element: HTMLElement): HTMLFormElement | null {
  const isButton = element instanceof HTMLButtonElement || element instanceof HTMLInputElement;
  return isButton && /^(submit|image)$/.test(element.type) ? element.form : null;
}

/** Scripts can press only the main button, but with the key that opens a new tab. */
function clickLike(event: MouseEvent): MouseEvent {
  const isMac = /^(Mac|iP)/.test(navigator.platform);
  const newTab = event.button === 1 ? (isMac ? { metaKey: true } : { ctrlKey: true }) : {};
  const { ctrlKey, metaKey, shiftKey, altKey, clientX, clientY, screenX, screenY, view } = event;
  const keys = { ctrlKey, metaKey, shiftKey, altKey, ...newTab };
  return new MouseEvent('click', {
    ...{ bubbles: true, cancelable: true, composed: true, clientX, clientY, screenX, screenY, view },
    ...keys,
  });
}

/** Throws a TypeError for what is no config: then nothing is submitted. */
function parseConfig(value: string): ReverificationConfig {
  const [level, minutes = '10'] = (value || 'strict').split(':');
  return isReverificationPreset(level) ? level : requireReverification({ level, afterMinutes: Number(minutes) });
}

function focusedIn(subject: Element): Element | null {
  const root = subject.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
}

/** The dialog gives focus back by itself; where there was none, or it could not, the user must not have to look for it. */
function restoreFocus(focused: Element | null): void {
  if (focused instanceof HTMLElement && document.activeElement === document.body) focused.focus();
}
