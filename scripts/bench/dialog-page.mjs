// Runs in Chromium, before anything of the page does: notes when the user could type, and when the caller had its answer.
/* global Element, performance, requestAnimationFrame, MessageChannel, HTMLInputElement */

export function watchDialog() {
  let times = {};
  let focused;

  const drawn = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      });
    });

  const onFocus = ({ target }) => {
    if (!(target instanceof HTMLInputElement) || times.focused) return;
    times.focused = performance.now();
    void drawn().then((time) => focused({ ...times, drawn: time }));
  };
  // In the shadow root itself: a focus that moves inside of it is not told to the page.
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    root.addEventListener('focusin', onFocus);
    return root;
  };
  window.addEventListener('keydown', ({ timeStamp }) => (times.typed = timeStamp), true);

  /** What went to a server since `start`: it is the API's time, and not the dialog's. */
  const apiTime = (start) =>
    performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => startTime >= start && /\/(api|reverification)\//.test(name))
      .reduce((sum, { duration }) => sum + duration, 0);

  window.watched = {
    /** Calls, and resolves once the field has the focus and a frame has shown it. */
    async open(ask) {
      const field = new Promise((resolve) => (focused = resolve));
      times = {};
      const called = performance.now();
      window.answered = window.asks[ask]().then(() => performance.now());
      const at = await field;
      return { focused: at.focused - called, drawn: at.drawn - called, api: apiTime(called) };
    },
    /** After the last digit was typed. */
    async answer() {
      const total = (await window.answered) - times.typed;
      return { total, api: apiTime(times.typed) };
    },
    /** The confirmation is not waited for by callers either. */
    async close() {
      const dialog = document.querySelector('reverify-dialog');
      dialog.cancel();
      while (dialog.open) await new Promise((resolve) => requestAnimationFrame(resolve));
    },
    scripts() {
      const scripts = performance.getEntriesByType('resource').filter(({ name }) => /\.js$/.test(name));
      return { count: scripts.length, bytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
    },
  };
}
