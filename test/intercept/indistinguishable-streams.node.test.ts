import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { alwaysVerified } from './refusing-api.js';

const URL_BELOW = 'http://a.test/';
const post = (body: Readable, signal?: AbortSignal): RequestInit => ({ method: 'POST', body, signal }) as never;
const refusal = () =>
  Response.json({ clerk_error: { type: 'forbidden', reason: 'reverification-error' } }, { status: 403 });

/** The body that a fetch below was given. */
function bodyOf(init: RequestInit | undefined): Readable {
  const body: unknown = init?.body;
  assert.ok(body instanceof Readable);
  return body;
}

describe("A stream of Node's own kind, for a fetch that takes no other iterable", () => {
  it('stays one, in each sending', async () => {
    const sources: [Readable, string][] = [
      [Readable.from(['one ', 'two']), 'one two'],
      [new PassThrough().end('passed'), 'passed'],
    ];
    for (const [source, expected] of sources) {
      const sent: string[] = [];
      const fetch = createReverifyingFetch(
        {
          fetch: async (_input, init) => {
            sent.push(await text(bodyOf(init)));
            return sent.length === 1 ? refusal() : new Response();
          },
        },
        alwaysVerified,
      );
      assert.equal((await fetch(URL_BELOW, post(source))).status, 200);
      assert.deepEqual(sent, [expected, expected]);
    }
  });

  it('fails for the fetch below with the error of its source', async () => {
    const error = new Error('disk');
    const source = new PassThrough();
    const fetch = createReverifyingFetch(
      {
        fetch: async (_input, init) => {
          const read = text(bodyOf(init));
          source.destroy(error);
          return new Response(await read);
        },
      },
      alwaysVerified,
    );
    await assert.rejects(fetch(URL_BELOW, post(source)), (thrown) => thrown === error);
  });

  it('is destroyed when the fetch below destroys it for an abort, with the same error', async () => {
    const source = new Readable({ read: () => undefined });
    const controller = new AbortController();
    const reason = new Error('of the caller');
    const fetch = createReverifyingFetch(
      {
        fetch: async (_input, init) => {
          const body = bodyOf(init);
          body.resume();
          controller.abort(reason);
          body.destroy(reason);
          return Promise.reject(reason);
        },
      },
      alwaysVerified,
    );
    const destroyed = once(source, 'error');
    await assert.rejects(fetch(URL_BELOW, post(source, controller.signal)), (thrown) => thrown === reason);
    assert.deepEqual(await destroyed, [reason]);
  });

  it('fails unheard where it is read on after its request was refused', async () => {
    const source = new PassThrough();
    const bodies: Readable[] = [];
    const fetch = createReverifyingFetch(
      {
        fetch: async (_input, init) => {
          bodies.push(bodyOf(init));
          return bodies.length === 1 ? refusal() : new Response(await text(bodyOf(init)));
        },
      },
      alwaysVerified,
    );
    const answered = fetch(URL_BELOW, post(source));
    source.end('whole');
    assert.equal(await (await answered).text(), 'whole');
    // Without a listener of ours that would end the process.
    bodies[0]?.resume();
    await turn();
    assert.equal(String(bodies[0]?.errored), 'TypeError: Refused');
  });
});
