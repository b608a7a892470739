import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { gateOf } from '../../src/intercept/gate.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { Asked } from './refusing-api.js';
import { StubApi, waitingFor } from './stub-api.js';

const neverAsked = () => Promise.reject(new Error('nobody should be asked'));

const prefetches: Record<string, Record<string, string>> = {
  "Turbo's": { 'X-Sec-Purpose': 'prefetch' },
  'a browser’s': { 'Sec-Purpose': 'prefetch;prerender' },
  'an old browser’s': { Purpose: 'prefetch' },
  'Firefox’s, once': { 'X-Moz': 'prefetch' },
  'Safari’s, once': { 'X-Purpose': 'preview' },
  'of htmx’s preload': { 'HX-Preloaded': 'true' },
  "Next.js'": { 'Next-Router-Prefetch': '1' },
};

describe('A refused prefetch', () => {
  for (const [whose, headers] of Object.entries(prefetches)) {
    it(`gets its refusal, unread, and asks nobody: ${whose}`, async () => {
      const calls: [RequestInfo, RequestInit?][] = [
        [new Request('http://a.test/', { headers })],
        ['http://a.test/', { headers }],
      ];
      for (const call of calls) {
        const refusal = Response.json(reverificationError('strict'), { status: 403 });
        const fetch = createReverifyingFetch({ fetch: () => Promise.resolve(refusal) }, neverAsked);
        assert.equal(await fetch(...call), refusal);
        assert.equal(refusal.bodyUsed, false);
      }
    });
  }

  it('is told by its headers as they were when it was sent', async () => {
    const headers = new Headers({ Purpose: 'prefetch' });
    const refuse = () => Promise.resolve(Response.json(reverificationError('strict'), { status: 403 }));
    const call = createReverifyingFetch({ fetch: refuse }, neverAsked)('http://a.test/', { headers });
    headers.delete('Purpose');
    assert.equal((await call).status, 403);
  });

  it('is no request whose headers say something else', async () => {
    let asked = 0;
    const answers = [Response.json(reverificationError('strict'), { status: 403 }), new Response('done')];
    const fetch = createReverifyingFetch(
      { fetch: () => Promise.resolve(answers.shift() ?? Response.error()), reverify: () => Promise.resolve(asked++) },
      neverAsked,
    );
    const headers = { Purpose: 'payment', 'X-Sec-Purpose': '' };
    assert.equal(await (await fetch('http://a.test/', { headers })).text(), 'done');
    assert.equal(asked, 1);
  });
});

describe('A page that is prerendered', () => {
  /** Two calls that are refused in it, past the moment in which their refusals are gathered. */
  async function refusedIn(page: EventTarget) {
    Object.defineProperty(globalThis, 'document', { value: page, configurable: true });
    const api = new StubApi();
    const asked = new Asked();
    const fetch = createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify }, neverAsked);
    const controllers = [new AbortController(), new AbortController()] as const;
    const calls = controllers.map(({ signal }, index) => fetch(`http://a.test/${index}`, { signal }));
    await waitingFor(asked.reverify, 2);
    gateOf(asked.reverify).prompt?.ask();
    return { api, asked, controllers, calls };
  }

  const prerendered = () => Object.assign(new EventTarget(), { prerendering: true });
  const listeners = (page: EventTarget) => getEventListeners(page, 'prerenderingchange').length;

  function open(page: ReturnType<typeof prerendered>) {
    page.prerendering = false;
    page.dispatchEvent(new Event('prerenderingchange'));
  }

  afterEach(() => Reflect.deleteProperty(globalThis, 'document'));

  it('asks nobody before the user opens it, and then once for all', async () => {
    const page = prerendered();
    const { api, asked, calls } = await refusedIn(page);
    assert.deepEqual([asked.challenges.length, listeners(page)], [0, 1]);
    open(page);
    assert.equal(asked.challenges.length, 1);
    api.verified();
    asked.verify();
    for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
    assert.equal(asked.challenges.length, 1);
  });

  it('keeps nothing of calls that were aborted before that', async () => {
    const page = prerendered();
    const { asked, controllers, calls } = await refusedIn(page);
    controllers[0].abort('gone');
    assert.equal(listeners(page), 1);
    controllers[1].abort('gone');
    for (const call of calls) await assert.rejects(call, (error) => error === 'gone');
    assert.equal(listeners(page), 0);
    open(page);
    assert.equal(asked.challenges.length, 0);
    assert.deepEqual([gateOf(asked.reverify).waiting?.size, gateOf(asked.reverify).prompt], [0, undefined]);
  });
});
