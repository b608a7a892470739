import { isJsonObject } from '../protocol/json.js';

/** A body that can be read only once: a stream, or, in Node, anything that yields chunks. */
export type OneShotBody = ReadableStream | NodeStream | AsyncIterable<unknown>;

/** A `Readable` of Node's. Some of the `fetch` that there are for Node take it, but no other iterable. */
interface NodeStream extends AsyncIterable<unknown> {
  readonly constructor: { from(iterable: AsyncIterable<unknown>): NodeStream };
  readonly readable: boolean;
  destroy(reason: unknown): unknown;
  on(event: 'error', listener: () => void): this;
}

/** Sends a one-shot body and remembers it, up to a bound, so that it can be sent again. */
export interface RecordedBody {
  /**
   * The whole body, of the kind that it was: first what is remembered, then the rest of the source, read only when the
   * receiver asks for it. Bodies opened before fail when they are read on: their request has been refused. Nothing, where
   * the body was too large to remember.
   */
  readonly open: () => OneShotBody | undefined;
  /** Frees the memory: it will not be opened again. The body that is open is sent to its end. */
  readonly release: () => void;
}

interface Source {
  next(): Promise<IteratorResult<unknown, unknown>>;
  return(reason?: unknown): Promise<unknown>;
}

export const isOneShot = (body: unknown): body is OneShotBody =>
  isJsonObject(body) && ('getReader' in body || Symbol.asyncIterator in body);

const isStream = (body: OneShotBody): body is ReadableStream => 'getReader' in body;
const isNodeStream = (body: OneShotBody): body is NodeStream => 'readable' in body;

/**
 * @param bytesLeft how much to remember. A longer body is sent once, whole.
 * @param signal the caller's: what is aborted is not sent again.
 * @throws TypeError for a stream that is locked or was read from, as `fetch` would.
 */
export function recordBody(body: OneShotBody, bytesLeft: number, signal?: AbortSignal | null): RecordedBody {
  /** What was read from the source and may be needed: for another sending, or by the one that is reading. */
  const log: unknown[] = [];
  /** Where in the log the open body is. */
  let position = 0;
  /** Which of the bodies is open. */
  let opened = 0;
  let isRecording = true;
  let source: Source | undefined;
  /** The read under way; resolves to whether the source ended. A failed one stays, lest it looks like the end. */
  let reading: Promise<boolean> | undefined;
  /** What the receiver asked for while it was unknown whether the body would be sent again. */
  let cancelLater: (() => Promise<unknown>) | undefined;

  // Complains where `fetch` would, and leaves the stream as it is: one of Node's own kind too.
  if (isStream(body) || isNodeStream(body)) Reflect.construct(Response, [body]);

  const start = () => (source ??= sourceOf(body));

  const release = () => {
    isRecording = false;
    log.splice(0, position);
    position = 0;
    cancelLater?.().catch(() => undefined);
    cancelLater = undefined;
  };

  async function read(): Promise<boolean> {
    const { done, value } = await start().next();
    if (done) return true;
    log.push(isRecording ? copyOf(value) : value);
    bytesLeft -= sizeOf(value);
    if (bytesLeft < 0) release();
    reading = undefined;
    return false;
  }

  function open(): OneShotBody | undefined {
    if (!isRecording) return undefined;
    const id = ++opened;
    position = 0;
    cancelLater = undefined;

    async function next(): Promise<IteratorResult<unknown, undefined>> {
      while (id === opened && position >= log.length)
        if (await (reading ??= read())) return { done: true, value: undefined };
      if (id !== opened) throw new TypeError('Refused');
      // Who gets a chunk may transfer or change it: while it may be needed again, give away a copy.
      return { done: false, value: isRecording ? copyOf(log[position++]) : log.shift() };
    }

    async function cancel(reason?: unknown): Promise<void> {
      if (id !== opened) return;
      const cancelSource = async () => start().return(reason);
      if (isRecording && !signal?.aborted) cancelLater = cancelSource;
      else await cancelSource();
    }

    if (isStream(body)) return streamOf(next, cancel);
    const iterable = iterableOf(next, cancel);
    // Who has left it does not hear that it failed: without a listener Node would end the process.
    return isNodeStream(body) ? body.constructor.from(iterable).on('error', () => undefined) : iterable;
  }

  return { open, release };
}

// Node takes from an iterable what `Buffer.from` does: other buffers too, and strings, which count as UTF-8.
const copyOf = (chunk: unknown): unknown =>
  chunk instanceof Uint8Array ? new Uint8Array(chunk) : structuredClone(chunk);

const sizeOf = (chunk: unknown): number =>
  ArrayBuffer.isView(chunk) || chunk instanceof ArrayBuffer ? chunk.byteLength : new Blob([String(chunk)]).size;

function sourceOf(body: OneShotBody): Source {
  if (isStream(body)) {
    const reader: ReadableStreamDefaultReader<unknown> = body.getReader();
    return { next: () => reader.read(), return: (reason) => reader.cancel(reason) };
  }
  const iterator = body[Symbol.asyncIterator]();
  // An iterator of Node's waits with its end for the next chunk, and tells the stream no reason.
  return {
    next: () => iterator.next(),
    return: async (reason) => (isNodeStream(body) ? body.destroy(reason) : iterator.return?.(reason)),
  };
}

type Next = () => Promise<IteratorResult<unknown, undefined>>;
type Cancel = (reason?: unknown) => Promise<void>;

function streamOf(next: Next, cancel: Cancel): ReadableStream {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel,
    },
    // Reads nothing ahead, so that the source feels the receiver's back-pressure.
    { highWaterMark: 0 },
  );
}

function iterableOf(next: Next, cancel: Cancel): AsyncIterable<unknown> {
  const end = async (reason?: unknown): Promise<IteratorResult<unknown, undefined>> => {
    await cancel(reason);
    return { done: true, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: end, throw: end }) };
}
