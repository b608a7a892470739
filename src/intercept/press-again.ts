/** What a press stood for, to be done again once the user is verified. Both are called while its event is under way. */

/**
 * Submits a form by the same button, unless either has gone meanwhile.
 *
 * Buttons that are custom elements (of Shoelace, of FAST) submit by one that they add only for that, and remove at once: it
 * comes back for as long. What the application removes because it asks no more, it removes later than that.
 */
export function submitAgain(form: HTMLFormElement, submitter: HTMLElement | null): () => void {
  let wasLent = false;
  // When the listener, or the whole script, is over that pressed the button.
  queueMicrotask(() => (wasLent = submitter?.isConnected === false));
  return () => {
    const isMissing = submitter?.isConnected === false;
    if (!form.isConnected || (isMissing && !wasLent)) return;
    if (isMissing) form.append(submitter);
    try {
      form.requestSubmit(submitter);
    } finally {
      if (isMissing) submitter.remove();
    }
  };
}

/**
 * Clicks what was clicked: the link, or who listens, may be `inside` what asked, be it in its shadow root.
 *
 * @param inside from what was clicked outwards. What has gone meanwhile is clicked no more, but what it was in.
 */
export function clickAgain(event: MouseEvent, subject: Element, inside: readonly Element[]): () => void {
  return () => {
    const target = inside.find(({ isConnected }) => isConnected) ?? subject;
    target.dispatchEvent(clickLike(event, target));
  };
}

/** Scripts can press only the main button, but with the key that opens a new tab. */
function clickLike(event: MouseEvent, { ownerDocument }: Element): MouseEvent {
  const isMac = /^(Mac|iP)/.test(navigator.platform);
  const newTab = event.button === 1 ? (isMac ? { metaKey: true } : { ctrlKey: true }) : {};
  const { ctrlKey, metaKey, shiftKey, altKey, clientX, clientY, screenX, screenY, view } = event;
  const keys = { ctrlKey, metaKey, shiftKey, altKey, ...newTab };
  const { MouseEvent } = ownerDocument.defaultView ?? globalThis;
  return new MouseEvent('click', {
    ...{ bubbles: true, cancelable: true, composed: true, clientX, clientY, screenX, screenY, view },
    ...keys,
  });
}
