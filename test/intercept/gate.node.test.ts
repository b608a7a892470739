import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ReverificationError, isReverificationCancelledError, isReverificationFailedError } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { packageCopy } from './package-copy.js';
import { Asked } from './refusing-api.js';
import { StubApi, waitingFor } from './stub-api.js';

/** A wrapper over an API that refuses what it has not verified, and an interface whose end the test decides. */
function setUp(options: ReverifyingFetchOptions = {}) {
  const api = new StubApi();
  const asked = new Asked();
  return {
    api,
    asked,
    fetch: createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify, ...options }, asked.reverify),
  };
}

const cancelled = () => new ReverificationError('reverification_cancelled', 'cancelled');
const settled = (promises: Promise<unknown>[]) =>
  Promise.allSettled(promises).then((results) => results.map(({ status }) => status));

describe('Refused requests that wait together', () => {
  it('are asked for once, and each is sent once more', async () => {
    const { api, asked, fetch } = setUp();
    const calls = Array.from({ length: 100 }, (_, index) => fetch(`http://a.test/${index}`));
    await waitingFor(asked.reverify, 100);
    await asked.times(1);
    api.verified();
    asked.verify();
    const responses = await Promise.all(calls);
    assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([200]));
    assert.equal(asked.challenges.length, 1);
    assert.equal(api.calls.length, 200);
    assert.deepEqual(new Set(api.counts()), new Set([2]));
  });

  it('may join while the user is being asked', async () => {
    const { api, asked, fetch } = setUp();
    const first = fetch('http://a.test/1');
    await asked.times(1);
    const second = fetch('http://a.test/2');
    await waitingFor(asked.reverify, 2);
    api.verified();
    asked.verify();
    assert.deepEqual([(await first).status, (await second).status], [200, 200]);
    assert.equal(asked.challenges.length, 1);
  });

  it('are sent again without asking where the user verified after they were sent', async () => {
    const { api, asked, fetch } = setUp();
    const late = api.hold('http://a.test/late');
    const lateCall = fetch('http://a.test/late');
    const early = fetch('http://a.test/early');
    await asked.times(1);
    api.verified();
    asked.verify();
    assert.equal((await early).status, 200);
    late.refuse();
    assert.equal((await lateCall).status, 200);
    assert.equal(asked.challenges.length, 1);
  });

  it('all end when the user cancels, and none is sent again', async () => {
    const { api, asked, fetch } = setUp();
    const calls = [fetch('http://a.test/1'), fetch('http://a.test/2')];
    await waitingFor(asked.reverify, 2);
    await asked.times(1);
    asked.fail(cancelled());
    for (const call of calls) await assert.rejects(call, isReverificationCancelledError);
    assert.equal(api.calls.length, 2);
  });

  it('all get their refusal when the user cancels and they prefer that', async () => {
    const { api, asked, fetch } = setUp({ onCancel: 'respond' });
    const calls = [fetch('http://a.test/1'), fetch('http://a.test/2')];
    await waitingFor(asked.reverify, 2);
    await asked.times(1);
    asked.fail(cancelled());
    for (const response of await Promise.all(calls)) {
      assert.equal(response.status, 403);
      assert.equal(response.bodyUsed, false);
      assert.deepEqual(Object.keys((await response.json()) as object), ['clerk_error']);
    }
    assert.equal(api.calls.length, 2);
  });

  it('all end with the error of the interface, whatever was thrown', async () => {
    const own = new ReverificationError('reverification_unavailable', 'no factor');
    const { asked, fetch } = setUp({ onCancel: 'respond' });
    const call = fetch('http://a.test/1');
    await asked.times(1);
    asked.fail(own);
    await assert.rejects(call, (error) => error === own);

    const other = fetch('http://a.test/2');
    await asked.times(2);
    asked.fail('a text');
    await assert.rejects(other, (error) => isReverificationFailedError(error) && error.cause === 'a text');
  });

  it('all end when the interface throws at once', async () => {
    const api = new StubApi();
    const broken = () => {
      throw new Error('broken');
    };
    const fetch = createReverifyingFetch({ fetch: api.fetch, reverify: broken }, broken);
    await assert.rejects(
      fetch('http://a.test/'),
      (error) => isReverificationFailedError(error) && error.cause instanceof Error,
    );
    await assert.rejects(fetch('http://a.test/'), isReverificationFailedError);
  });

  it('are asked for anew after a cancel', async () => {
    const { api, asked, fetch } = setUp();
    const first = fetch('http://a.test/1');
    await asked.times(1);
    asked.fail(cancelled());
    await assert.rejects(first);
    const second = fetch('http://a.test/2');
    await asked.times(2);
    api.verified();
    asked.verify();
    assert.equal((await second).status, 200);
  });

  it('do not wait for themselves when the interface sends a request that is refused', async () => {
    const api = new StubApi();
    let asked = 0;
    const reverify = (): Promise<void> => {
      asked++;
      void fetch('http://a.test/from-interface').catch(() => undefined);
      api.verified();
      return Promise.resolve();
    };
    const fetch = createReverifyingFetch({ fetch: api.fetch, reverify }, reverify);
    assert.equal((await fetch('http://a.test/')).status, 200);
    assert.equal(asked, 1);
  });
});

describe('A caller that aborts while the user is being asked', () => {
  it('leaves with its own reason, and the others stay', async () => {
    const { api, asked, fetch } = setUp();
    const controller = new AbortController();
    const leaving = fetch('http://a.test/1', { signal: controller.signal });
    const staying = fetch('http://a.test/2');
    await waitingFor(asked.reverify, 2);
    await asked.times(1);
    const reason = { own: 'reason' };
    controller.abort(reason);
    await assert.rejects(leaving, (error) => error === reason);
    assert.equal(asked.signals[0]?.aborted, false);
    api.verified();
    asked.verify();
    assert.equal((await staying).status, 200);
    assert.equal(api.calls.length, 3);
  });

  it('closes the dialog when it is the last', async () => {
    const { api, asked, fetch } = setUp();
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }, index) => fetch(`http://a.test/${index}`, { signal }));
    await waitingFor(asked.reverify, 2);
    await asked.times(1);
    for (const controller of controllers) controller.abort();
    assert.deepEqual(await settled(calls), ['rejected', 'rejected']);
    assert.equal(asked.signals[0]?.aborted, true);

    // What the interface says afterwards counts for nobody, and the next refusal asks anew.
    asked.verify();
    const next = fetch('http://a.test/next');
    await asked.times(2);
    api.verified();
    asked.verify();
    assert.equal((await next).status, 200);
  });

  it('leaves no listener on its signal, however it ends', async () => {
    const { api, asked, fetch } = setUp();
    const { signal } = new AbortController();
    const call = fetch('http://a.test/', { signal });
    await asked.times(1);
    assert.notEqual(getEventListeners(signal, 'abort').length, 0);
    api.verified();
    asked.verify();
    await call;
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('before it waits is not waited for', async () => {
    const { api, asked, fetch } = setUp();
    const controller = new AbortController();
    const held = api.hold('http://a.test/');
    const call = fetch('http://a.test/', { signal: controller.signal });
    held.refuse();
    controller.abort('gone');
    await assert.rejects(call, (error) => error === 'gone');
    assert.equal(asked.challenges.length, 0);
  });

  it('during the replay fails as under fetch', async () => {
    const { api, asked, fetch } = setUp();
    const controller = new AbortController();
    const call = fetch('http://a.test/', { signal: controller.signal });
    await asked.times(1);
    api.hold('http://a.test/');
    asked.verify();
    await api.sent(2);
    controller.abort('late');
    await assert.rejects(call, (error) => error === 'late');
  });
});

describe('An API that keeps refusing', () => {
  it('asks twice, and then its last refusal is the answer', async () => {
    const { api, asked, fetch } = setUp();
    const call = fetch('http://a.test/');
    await asked.times(1);
    asked.verify();
    await asked.times(2);
    asked.verify();
    const response = await call;
    assert.equal(response.status, 403);
    assert.equal(response.bodyUsed, false);
    assert.equal(api.calls.length, 3);
    assert.equal(asked.challenges.length, 2);
  });

  it('with something else than a challenge is the answer at once', async () => {
    const { api, asked, fetch } = setUp();
    const call = fetch('http://a.test/');
    await asked.times(1);
    api.answerWith(() => new Response('forbidden', { status: 403 }));
    asked.verify();
    assert.equal(await (await call).text(), 'forbidden');
    assert.equal(asked.challenges.length, 1);
  });

  it('with a network error on replay rejects with that error', async () => {
    const { api, asked, fetch } = setUp();
    const call = fetch('http://a.test/');
    await asked.times(1);
    const error = new TypeError('network');
    api.answerWith(() => {
      throw error;
    });
    asked.verify();
    await assert.rejects(call, (thrown) => thrown === error);
    assert.equal(api.calls.length, 2);
  });
});

describe('The gate', () => {
  it('is one for all that ask with the same function, and another for others', () => {
    const ask = () => Promise.resolve();
    assert.equal(gateOf(ask), gateOf(ask));
    assert.notEqual(
      gateOf(ask),
      gateOf(() => Promise.resolve()),
    );
    assert.notEqual(gateOf(ask), gateOf());
  });

  it('in front of the page is shared with other copies of this package, which ask one after the other', async () => {
    const [one, two] = [await packageCopy(), await packageCopy()];
    assert.notEqual(one.gateOf, two.gateOf);
    assert.equal(one.gateOf(), two.gateOf());
    const api = new StubApi();
    const asked = [new Asked(), new Asked()] as const;
    const fetches = [one, two].map((copy, index) =>
      copy.createReverifyingFetch({ fetch: api.fetch }, asked[index === 0 ? 0 : 1].reverify),
    );
    const lax = fetches.map((fetch, index) => fetch(`http://a.test/${index}`));
    await asked[0].times(1);
    while (one.gateOf().waiting?.size !== 2) await turn();
    const strict = fetches[1]?.('http://a.test/multi_factor');
    while (one.gateOf().waiting?.size !== 3) await turn();
    api.verified('second_factor');
    asked[0].verify();
    for (const call of lax) assert.equal((await call).status, 200);
    await asked[1].times(1);
    api.verified();
    asked[1].verify();
    assert.equal((await strict)?.status, 200);
    assert.deepEqual(
      asked.map(({ challenges }) => challenges.map(({ level }) => level)),
      [['second_factor'], ['multi_factor']],
    );
    assert.deepEqual(api.counts(), [2, 2, 2]);
  });
});
