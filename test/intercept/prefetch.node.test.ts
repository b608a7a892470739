import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { reverificationError } from '../../src/protocol/challenge.js';

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
