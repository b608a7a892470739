import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import { withReverification } from '../../src/intercept/with-reverification.js';
import type { NeedsReverification, WithReverificationOptions } from '../../src/intercept/call-options.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { alwaysVerified, Asked } from './refusing-api.js';
import { StubApi, waitingFor } from './stub-api.js';

/** Sends one request that is refused, and tells why the user was asked. */
async function reasonOf(
  reason: ReverifyingFetchOptions['reason'],
  ...call: Parameters<typeof globalThis.fetch>
): Promise<string | undefined> {
  const api = new StubApi();
  const asked = new Asked();
  const fetch = createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify, reason }, alwaysVerified);
  const response = fetch(...call);
  await asked.times(1);
  api.verified();
  asked.verify();
  assert.equal((await response).status, 200, 'the request goes through all the same');
  return asked.reasons[0];
}

const url = 'http://a.test/transfer';

describe('why a user is asked for a request', () => {
  it('is not said by those who say nothing', async () => {
    assert.equal(await reasonOf(undefined, url), undefined);
  });

  it('is what the option says', async () => {
    assert.equal(await reasonOf('Money leaves your account.', url), 'Money leaves your account.');
  });

  const about = (request: Request) => `${request.method} ${request.url} ${request.headers.get('x-to') ?? ''}`;
  const told = `POST ${url} Bob`;
  const init = { method: 'POST', headers: { 'x-to': 'Bob' } };
  const streamed = () => Object.assign({ body: new Response('money').body, duplex: 'half' }, init);
  const calls: Record<string, Parameters<typeof globalThis.fetch>> = {
    'an address and an init': [url, { ...init, body: 'money' }],
    'a URL': [new URL(url), init],
    'a request': [new Request(url, { ...init, body: 'money' })],
    'a request whose init says otherwise': [new Request(url), init],
    'a stream as its body': [url, streamed()],
    'a request with a stream': [new Request(url, streamed())],
  };
  for (const [name, call] of Object.entries(calls)) {
    it(`is what a function says about a call with ${name}`, async () => {
      assert.equal(await reasonOf(about, ...call), told);
    });
  }

  it('can depend on the challenge', async () => {
    const reason = await reasonOf((_request, { level }) => level, `${url}/multi_factor`);
    assert.equal(reason, 'multi_factor');
  });

  it('is unknown where the function fails, which the console is told', async () => {
    const report = mock.method(console, 'error', () => undefined);
    const error = new Error('no words');
    const reason = await reasonOf(() => {
      throw error;
    }, url);
    report.mock.restore();
    assert.equal(reason, undefined);
    assert.deepEqual(
      report.mock.calls.map((call) => call.arguments),
      [['reason:', error]],
    );
  });
});

describe('why a user is asked once for several', () => {
  async function reasonOfMoment(...reasons: [path: string, reason: string | undefined][]) {
    const api = new StubApi();
    const asked = new Asked();
    const responses = reasons.map(([path, reason]) =>
      createReverifyingFetch(
        { fetch: api.fetch, reverify: asked.reverify, reason },
        alwaysVerified,
      )(`http://a.test${path}`),
    );
    await asked.times(1);
    api.approved('pay');
    asked.verify();
    await Promise.allSettled(responses.slice(0, 1));
    return asked.reasons[0];
  }

  it('is what the first of them says', async () => {
    assert.equal(await reasonOfMoment(['/1', 'Money leaves.'], ['/2', 'Your limit.']), 'Money leaves.');
  });

  it('is what the first says that says something: a poll in the background has no reason', async () => {
    assert.equal(await reasonOfMoment(['/1', undefined], ['/2', 'Your limit.']), 'Your limit.');
  });

  it('is nothing that was said about another action, which is approved on its own', async () => {
    const moment = reasonOfMoment(['/1?action=pay', undefined], ['/2?action=close', 'Your account closes.']);
    assert.equal(await moment, undefined);
  });

  it('stays what it was when others join', async () => {
    const api = new StubApi();
    const asked = new Asked();
    const fetchFor = (reason: string) =>
      createReverifyingFetch({ fetch: api.fetch, reverify: asked.reverify, reason }, alwaysVerified);
    const first = fetchFor('Money leaves.')(url);
    await asked.times(1);
    const second = fetchFor('Your limit.')(`${url}/2`);
    await waitingFor(asked.reverify, 2);
    api.verified();
    asked.verify();
    await Promise.all([first, second]);
    assert.deepEqual(asked.reasons, ['Money leaves.']);
  });
});

describe('why a user is asked for a function', () => {
  const refusedOnce = () => {
    let calls = 0;
    return (_payee: string, _euros: number) => (calls++ === 0 ? reverificationError('strict') : 'done');
  };

  async function reasonOfCall(reason: WithReverificationOptions<[string, number]>['reason']) {
    const asked = new Asked();
    const transfer = withReverification(refusedOnce(), { reverify: asked.reverify, reason }, alwaysVerified);
    const called = transfer('Bob', 250);
    await asked.times(1);
    asked.verify();
    await called;
    return asked.reasons[0];
  }

  it('is what the option says', async () => {
    assert.equal(await reasonOfCall('Money leaves.'), 'Money leaves.');
  });

  it('is what a function says about the arguments', async () => {
    const reason = await reasonOfCall(({ level }, payee, euros) => `${level}: ${euros} to ${payee}`);
    assert.equal(reason, 'second_factor: 250 to Bob');
  });

  it('is told to an interface of one’s own', async () => {
    const needs: NeedsReverification[] = [];
    const onNeedsReverification = (needed: NeedsReverification) => {
      needs.push(needed);
      needed.complete();
    };
    await withReverification(refusedOnce(), { onNeedsReverification, reason: 'Money leaves.' }, alwaysVerified)('B', 1);
    assert.deepEqual(
      needs.map(({ reason }) => reason),
      ['Money leaves.'],
    );
  });
});
