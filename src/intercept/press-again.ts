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
