import { isReverificationCancelledError } from '../errors.js';
import { isReverificationPreset, requireReverification } from '../protocol/reverification.js';
import type { ReverificationConfig } from '../protocol/reverification.js';
import { clickAgain, submitAgain } from './press-again.js';

/** Resolves once the user is verified to that degree, at once if they are already. */
export type EnsureVerified = (
  config: ReverificationConfig,
  options: { signal: AbortSignal; reason?: string | undefined },
) => Promise<unknown>;

const CONFIG = 'data-reverify';
const REASON = 'data-reverify-reason';

/** Marks what goes on, the user being verified: for whoever else watches it, be it from another frame or copy of this. */
const PASSING = Symbol.for('reverify-dialog.passing');

type Watched = Element & { [PASSING]?: boolean };

/** What is asked for before an element does its work: by its attributes, or by those of what it belongs to. */
interface Demand {
  readonly config: string;
  readonly reason?: string | undefined;
}

/**
 * Asks the user before a form is submitted, a link followed or a button pressed that says so by `data-reverify`: a
 * preset's name (`strict`, the default), or a level and, after a colon, the minutes that its verification may be old
 * (`first_factor:5`; 10 if left out). On a submit button it counts for submissions by that button. `data-reverify-reason`
 * tells the user why.
 *
 * After that, all goes on as if the user had only now pressed: by the same button, with the same keys held down. What the
 * application listens for comes once, afterwards. If the user is not verified nothing happens.
 *
 * It is a courtesy, so that nobody's work is refused in the middle; what protects the API is its own check.
 *
 * @param root what contains the forms and links. `form.submit()` asks nobody, as it fires no event (HTML standard).
 * @param stop ends it; whoever is being asked is no longer asked.
 */
export function verifyFirst(
  root: Document | Element | ShadowRoot,
  ensureVerified: EnsureVerified,
  stop: AbortSignal,
): void {
  const asking = new WeakSet<Element>();
  const watched = new WeakSet<ShadowRoot>();
  /** What was pressed last. */
  let pressed: Element | undefined;
  /** What was submitted last. */
  let submitted: Element | undefined;
  /** The user's last click; within it, components click buttons of their own. */
  let click: Event | undefined;

  /** Holds an event back; `proceed` does again what it stood for. */
  function ask(event: Event, subject: Element, demand: Demand, proceed: () => void): void {
    hold(event);
    // A second click, before the dialog could cover the page.
    if (asking.has(subject)) return;
    asking.add(subject);
    const focused = focusedIn(subject);
    void isVerified(demand).then((mayProceed) => {
      asking.delete(subject);
      restoreFocus(focused);
      if (mayProceed) pass(subject, proceed);
    });
  }

  async function isVerified({ config, reason }: Demand): Promise<boolean> {
    try {
      await ensureVerified(parseConfig(config), { signal: stop, reason });
    } catch (error) {
      if (!stop.aborted && !isReverificationCancelledError(error)) reportError(error);
      return false;
    }
    return !stop.aborted;
  }

  function pass(subject: Watched, proceed: () => void): void {
    subject[PASSING] = true;
    try {
      // What listeners throw is reported, not thrown; a button that belongs to another form by now throws.
      proceed();
    } catch (error) {
      reportError(error);
    } finally {
      subject[PASSING] = false;
    }
  }

  function onSubmit(event: Event): void {
    const { target: form } = event;
    if (!isForm(form) || !isSubmit(event) || isPassing(form)) return;
    const { submitter } = event;
    const demand = demandOf(submitter, form);
    if (!demand) return;
    // The second half of a double-click on a component that submits as a button would.
    if (click?.eventPhase && isClick(click) && click.detail > 1 && form === submitted) {
      hold(event);
      return;
    }
    submitted = form;
    ask(event, form, demand, submitAgain(form, submitter));
  }

  function onClick(event: Event): void {
    watchShadowRoots(event);
    if (!click?.eventPhase) click = event;
    const path: Element[] = event.composedPath().filter(isElement);
    const press = demandIn(path);
    if (!press || !isClick(event) || isPassing(press.subject)) return;
    const { subject, form, demand } = press;
    // The second half of a double-click, even if nobody needed to be asked in between. Another element may have come to
    // the same place.
    if (event.detail > 1 && subject === pressed) {
      hold(event);
      return;
    }
    pressed = subject;
    // A submission is held when the form has been found valid: see `onSubmit`.
    if (!form) ask(event, subject, demand, clickAgain(event, subject, path.slice(0, path.indexOf(subject))));
  }

  /** The middle button opens a link in a new tab; the other buttons only open menus. */
  function onAuxClick(event: Event): void {
    if (isClick(event) && event.button === 1) onClick(event);
  }

  /** Clicks and the focus come out of a shadow root, a submission does not. */
  function watchShadowRoots(event: Event): void {
    for (const target of event.composedPath()) {
      if (!isShadowRoot(target) || watched.has(target)) continue;
      watched.add(target);
      target.addEventListener('submit', onSubmit, options);
    }
  }

  const options = { capture: true, signal: stop };
  // Before listeners on the document, which libraries have.
  const target = 'defaultView' in root ? (root.defaultView ?? root) : root;
  const listeners = { submit: onSubmit, click: onClick, auxclick: onAuxClick, focusin: watchShadowRoots };
  for (const [type, listener] of Object.entries(listeners)) target.addEventListener(type, listener, options);
}

function hold(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function demandOf(...elements: (Element | null)[]): Demand | undefined {
  const attribute = (name: string) =>
    elements.map((element) => element?.getAttribute(name)).find((value) => typeof value === 'string');
  const config = attribute(CONFIG);
  return typeof config === 'string' ? { config, reason: attribute(REASON) ?? undefined } : undefined;
}

/** What asks, of what was pressed and all that it is in: a link, a button, what the application made into one, or is around it. */
function demandIn(path: readonly Element[]) {
  for (const subject of path) {
    const form = formSubmittedBy(subject);
    const demand = isForm(subject) ? undefined : demandOf(subject, form);
    if (demand) return { subject, form, demand };
  }
  return undefined;
}

// By what they can do, not by their classes: those of a frame's document are others.
const isForm = (target: EventTarget | null): target is HTMLFormElement => target !== null && 'requestSubmit' in target;
const isShadowRoot = (target: EventTarget): target is ShadowRoot => 'host' in target && 'mode' in target;
const isElement = (target: EventTarget): target is HTMLElement | SVGElement => 'dataset' in target;
const isButton = (element: Element): element is HTMLButtonElement | HTMLInputElement =>
  /^(button|input)$/.test(element.localName) && 'form' in element;
const isSubmit = (event: Event): event is SubmitEvent => 'submitter' in event;
const isPassing = (element: Watched): boolean => element[PASSING] === true;
const isClick = (event: Event): event is MouseEvent => 'button' in event;

/** The form that pressing an element submits. */
const formSubmittedBy = (element: Element): HTMLFormElement | null =>
  isButton(element) && /^(submit|image)$/.test(element.type) ? element.form : null;

/** Throws a TypeError for what is no config: then nothing is submitted. */
function parseConfig(value: string): ReverificationConfig {
  const [level, minutes = '10'] = (value || 'strict').split(':');
  return isReverificationPreset(level) ? level : requireReverification({ level, afterMinutes: Number(minutes) });
}

function focusedIn(subject: Element): Element | null {
  const root = subject.getRootNode();
  return isTree(root) ? root.activeElement : null;
}

const isTree = (root: Node): root is Document | ShadowRoot => 'activeElement' in root;

/** The dialog gives focus back by itself; where there was none, or it could not, the user must not have to look for it. */
function restoreFocus(focused: Element | null): void {
  if (!focused || !isElement(focused)) return;
  const { activeElement, body } = focused.ownerDocument;
  if (activeElement === body) focused.focus();
}
