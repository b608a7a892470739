// Runs in a page that was loaded over HTTP/2.
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { interceptPage } from '../../src/intercept/intercept-page.js';
import { cells, tryCells } from '../intercept/matrix.js';
import { RefusingApi } from '../intercept/refusing-api.js';

const verified = () => Promise.resolve();
const verifying = createReverifyingFetch({ reverify: verified }, verified);
const senders = { bare: fetch.bind(window), wrapped: verifying };

const streaming = (body: ReadableStream): RequestInit => Object.assign({ method: 'POST', duplex: 'half' }, { body });

/** Gives a chunk when asked, and remembers how often it was, and why it was cancelled. */
class Source {
  pulls = 0;
  readonly cancelled: Promise<unknown>;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(chunk: () => Uint8Array | undefined | Promise<Uint8Array | undefined>) {
    let cancel: (reason: unknown) => void;
    this.cancelled = new Promise((resolve) => (cancel = resolve));
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          this.pulls++;
          const next = await chunk();
          if (next) controller.enqueue(next);
          else controller.close();
        },
        cancel: (reason) => cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }
}

const isStreamed = ({ body }: (typeof cells)[number]) => /stream/i.test(body.name);

const tests = {
  /** What differs from what it should be, of all cells whose body is a stream. */
  async matrix() {
    const chosen = cells.filter(isStreamed);
    const trials = tryCells(chosen, location.origin);
    const differences: unknown[] = [];
    let sent = 0;
    for (const [cell, trial] of trials) {
      const { actual, expected } = await trial;
      sent += actual.received.length;
      const name = `${cell.input.name}, ${cell.body.name}, ${cell.outcome.name}`;
      if (JSON.stringify(actual) !== JSON.stringify(expected)) differences.push({ name, actual, expected });
    }
    return { tried: chosen.length, sent, differences };
  },

  /** Why the source was cancelled, when the caller aborted in the middle. */
  async abort(kind: keyof typeof senders) {
    const api = new RefusingApi(location.origin);
    const source = new Source(() => new Promise((resolve) => setTimeout(() => resolve(new Uint8Array(10)))));
    const controller = new AbortController();
    const call = senders[kind](api.refusing(), { ...streaming(source.stream), signal: controller.signal });
    while ((await api.received()).length === 0);
    controller.abort('enough');
    const thrown: unknown = await call.catch((error: unknown) => error);
    return { thrown, cancelled: await source.cancelled };
  },

  /** What arrives of a body that the API refused before it had the whole: Chromium hears of it when it sent the whole. */
  async early() {
    const api = new RefusingApi(location.origin);
    const chunks = ['one ', 'two ', 'three'];
    const source = new Source(async () => {
      await api.received();
      const chunk = chunks.shift();
      return chunk === undefined ? undefined : new TextEncoder().encode(chunk);
    });
    const response = await verifying(api.refusing(1, { early: 1 }), streaming(source.stream));
    const received = await api.received();
    return { status: response.status, texts: received.map(({ body }) => body?.text), pulls: source.pulls };
  },

  /** What an intercepted upload tells of that the API refuses twice before it has the whole. */
  async uploads(types: string) {
    const interception = interceptPage({}, { reverify: verified });
    const api = new RefusingApi(location.origin);
    const xhr = new XMLHttpRequest();
    const events: string[] = [];
    for (const type of types.split(' ')) {
      xhr.upload.addEventListener(type, (event) => {
        const isLast = event instanceof ProgressEvent && event.loaded === event.total;
        events.push(isLast ? `${type} of all` : type);
      });
    }
    xhr.open('POST', api.refusing(2, { early: 'reset' }));
    xhr.send(new Uint8Array(1_000_000));
    await new Promise((resolve) => xhr.addEventListener('loadend', resolve));
    interception.dispose();
    return { status: xhr.status, sent: (await api.received()).length, events: events.join(', ') };
  },

  /** Whether a Request that was made from a stream is used as soon as it was handed over. */
  async used(kind: keyof typeof senders) {
    const api = new RefusingApi(location.origin);
    const request = new Request(api.refusing(0), streaming(new Blob(['text']).stream()));
    const call = senders[kind](request);
    const { bodyUsed } = request;
    const again = await senders[kind](request).catch((error: unknown) => String(error));
    return { bodyUsed, again, status: (await call).status };
  },
};

Object.assign(window, { tests });
