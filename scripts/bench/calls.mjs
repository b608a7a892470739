// Runs in Node and in a page: the kinds of call whose overhead is measured.
/* global AbortController, FormData, ReadableStream */

const json = { 'Content-Type': 'application/json' };

/** Name → makes the arguments of one such call. */
export function callsTo(url) {
  // A wrapper that leaves its listeners on a signal would otherwise be slower with each call.
  let left = 0;
  let signal;
  const freshSignal = () => {
    if (left-- === 0) {
      left = 100;
      signal = new AbortController().signal;
    }
    return signal;
  };
  const form = new FormData();
  form.append('amount', '250');
  form.append('to', 'somebody');
  return {
    'no init': () => [url],
    'JSON POST': () => [url, { method: 'POST', body: '{"amount":250}', headers: json }],
    signal: () => [url, { signal: freshSignal() }],
    FormData: () => [url, { method: 'POST', body: form }],
    Request: () => [new Request(url, { method: 'POST', body: '{"amount":250}', headers: json })],
    stream: () => [url, { method: 'POST', body: streamOfOne(), duplex: 'half' }],
  };
}

const chunk = new Uint8Array(100);

const streamOfOne = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(chunk);
      controller.close();
    },
  });
