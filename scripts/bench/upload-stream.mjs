// For Node and for Chromium.
/* global ReadableStream */

const CHUNK = 64 * 1024;

/** A body that can be read once, made as it is read. */
export function streamOf(size) {
  let left = size;
  return new ReadableStream(
    {
      pull(controller) {
        if (left <= 0) return controller.close();
        controller.enqueue(new Uint8Array(Math.min(left, CHUNK)).fill(120));
        left -= CHUNK;
      },
    },
    { highWaterMark: 0 },
  );
}
