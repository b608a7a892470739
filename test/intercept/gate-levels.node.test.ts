import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { ReverificationError, isReverificationCancelledError } from '../../src/errors.js';
import type { ReverificationErrorCode } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import { withReverification } from '../../src/intercept/with-reverification.js';
import type { Challenge } from '../../src/protocol/challenge.js';
import { StubApi, waitingFor } from './stub-api.js';

interface Question {
  challenge: Challenge;
  signal: AbortSignal;
  resolve: (value?: unknown) => void;
  reject: (error: Error) => void;
}

/** A wrapper over an API with levels, and an interface that the test answers. */
function setUp() {
  const api = new StubApi();
  const questions: Question[] = [];
  let onAsked: (() => void)[] = [];
  const reverify = (challenge: Challenge, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      questions.push({ challenge, signal, resolve, reject });
      for (const notice of onAsked) notice();
      onAsked = [];
    });
  const fetch = createReverifyingFetch({ fetch: api.fetch, reverify }, reverify);
  return {
    api,
    questions,
    /** Resolves to the question that is asked as the `count`th. */
    asked: async (count: number): Promise<Question> => {
      while (questions.length < count) await new Promise<void>((resolve) => onAsked.push(resolve));
      const question = questions[count - 1];
      assert.ok(question);
      return question;
    },
    get: (path: string, init?: RequestInit) => fetch(`http://a.test/${path}`, init),
    waiting: (count: number) => waitingFor(reverify, count),
    reverify,
  };
}

const error = (code: ReverificationErrorCode = 'reverification_cancelled') => new ReverificationError(code, code);
const statuses = async (calls: Promise<Response>[]) => (await Promise.all(calls)).map(({ status }) => status);

describe('Levels that are refused in the same moment', () => {
  // However long the machine takes for the refusals, the moment is over when the test says so.
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('are asked for once, for the stricter', async () => {
    const { api, questions, asked, get, waiting } = setUp();
    const calls = [get('lax'), get('multi_factor')];
    await waiting(2);
    mock.timers.tick(50);
    const { challenge, resolve } = await asked(1);
    assert.deepEqual(challenge, { level: 'multi_factor', afterMinutes: 10, source: 'clerk' });
    api.verified();
    resolve();
    assert.deepEqual(await statuses(calls), [200, 200]);
    assert.equal(questions.length, 1);
    assert.deepEqual(api.counts(), [2, 2]);
  });

  it('of which neither covers the other are asked for together, as both', async () => {
    const { api, questions, asked, get, waiting } = setUp();
    const calls = [get('first_factor'), get('second_factor')];
    await waiting(2);
    mock.timers.tick(50);
    const { challenge, resolve } = await asked(1);
    assert.equal(challenge.level, 'multi_factor');
    api.verified();
    resolve();
    assert.deepEqual(await statuses(calls), [200, 200]);
    assert.equal(questions.length, 1);
  });

  it('are asked for with the action that one of them is about', async () => {
    const { api, asked, get, waiting } = setUp();
    const calls = [get('multi_factor'), get('pay?action=act_1')];
    await waiting(2);
    mock.timers.tick(50);
    const { challenge, resolve } = await asked(1);
    assert.equal(challenge.level, 'multi_factor');
    assert.deepEqual(challenge.action, { id: 'act_1', summary: 'act_1' });
    api.approved('act_1');
    resolve();
    assert.deepEqual(await statuses(calls), [200, 200]);
  });

  it('are asked for only as far as somebody still waits', async () => {
    const { asked, get, waiting, api, reverify } = setUp();
    // Another answer is awaited.
    gateOf(reverify).underWay++;
    const controller = new AbortController();
    const strict = get('multi_factor', { signal: controller.signal });
    const lax = get('lax');
    await waiting(2);
    controller.abort();
    await assert.rejects(strict);
    mock.timers.tick(50);
    const { challenge, resolve } = await asked(1);
    assert.equal(challenge.level, 'second_factor');
    api.verified('second_factor');
    resolve();
    assert.equal((await lax).status, 200);
  });
});

describe('The moment in which refusals are gathered', () => {
  // Time stands still: whoever is asked was asked without waiting.
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('is over at once where no other answer is awaited', async () => {
    const { asked, get, api } = setUp();
    const call = get('lax');
    const { resolve } = await asked(1);
    api.verified();
    resolve();
    assert.equal((await call).status, 200);
  });

  const strictly: Record<string, (given: ReturnType<typeof setUp>) => Promise<Response>> = {
    request: ({ get }) => get('multi_factor'),
    function: ({ api, reverify }) =>
      withReverification(() => api.fetch('http://a.test/multi_factor'), { reverify }, reverify)(),
  };
  for (const [kind, sendStrict] of Object.entries(strictly)) {
    it(`is over with the last answer that was awaited, if that is the refusal of a ${kind}`, async () => {
      const given = setUp();
      const { asked, get, api, reverify, questions, waiting } = given;
      const held = api.hold('http://a.test/multi_factor');
      const lax = get('lax');
      const strict = sendStrict(given);
      await waiting(1);
      assert.equal(questions.length, 0);
      held.refuse('multi_factor');
      const { challenge, resolve } = await asked(1);
      assert.equal(challenge.level, 'multi_factor');
      api.verified();
      resolve();
      assert.deepEqual(await statuses([lax, strict]), [200, 200]);
      assert.equal(questions.length, 1);
      assert.equal(gateOf(reverify).underWay, 0);
    });
  }

  for (const [name, answer] of Object.entries({
    'is no refusal': () => new Response('done'),
    'is a refusal of another kind': () => new Response('{}', { status: 403 }),
    'is none': () => Promise.reject(new TypeError('Failed to fetch')),
  })) {
    it(`is over with the last answer that was awaited, if that ${name}`, async () => {
      const { asked, get, api, reverify, waiting } = setUp();
      const held = api.hold('http://a.test/slow');
      const slow = get('slow').catch(() => undefined);
      const lax = get('lax');
      await waiting(1);
      assert.equal(gateOf(reverify).underWay, 1);
      held.answer(answer());
      const { resolve } = await asked(1);
      api.verified();
      resolve();
      assert.equal((await lax).status, 200);
      await slow;
      assert.equal(gateOf(reverify).underWay, 0);
    });
  }

  it('is over at once for a function, too', async () => {
    const { asked, api, reverify } = setUp();
    const call = withReverification(() => api.fetch('http://a.test/lax'), { reverify }, reverify)();
    const { resolve } = await asked(1);
    api.verified();
    resolve();
    assert.equal((await call).status, 200);
    assert.equal(gateOf(reverify).underWay, 0);
  });

  it('is no longer than 50 ms where an answer takes its time', async () => {
    const { asked, get, api, questions, waiting } = setUp();
    const held = api.hold('http://a.test/slow');
    const slow = get('slow');
    const lax = get('lax');
    await waiting(1);
    mock.timers.tick(49);
    assert.equal(questions.length, 0);
    mock.timers.tick(1);
    const { resolve } = await asked(1);
    api.verified();
    resolve();
    assert.equal((await lax).status, 200);
    held.refuse();
    assert.equal((await slow).status, 200);
  });

  for (const [name, outcome] of Object.entries({
    'an answer': () => Promise.resolve(new Response('done')),
    'a refusal of another kind': () => Promise.resolve(new Response('{}', { status: 403 })),
    'no answer': () => Promise.reject(new TypeError('Failed to fetch')),
    'a reader that throws': () => Promise.resolve(new Response('broken', { status: 403 })),
  })) {
    it(`awaits nothing after ${name}`, async () => {
      const reverify = () => new Promise(() => undefined);
      const challenges = [
        () => {
          throw new Error('broken reader');
        },
      ];
      const options = { fetch: outcome, reverify, ...(name.includes('reader') && { challenges }) };
      await createReverifyingFetch(options, reverify)('http://a.test/').catch(() => undefined);
      assert.equal(gateOf(reverify).underWay, 0);
    });
  }
});

describe('A stricter level that is refused while a laxer one is asked for', () => {
  async function laxThenStrict() {
    const page = setUp();
    const lax = page.get('lax');
    const first = await page.asked(1);
    const controller = new AbortController();
    const strict = page.get('multi_factor', { signal: controller.signal });
    await page.waiting(2);
    return { ...page, lax, strict, first, controller };
  }

  it('is asked for next, and not sent before', async () => {
    const { api, asked, first, lax, strict } = await laxThenStrict();
    api.verified('second_factor');
    first.resolve();
    assert.equal((await lax).status, 200);
    const { challenge, resolve } = await asked(2);
    assert.equal(challenge.level, 'multi_factor');
    assert.deepEqual(api.counts(), [2, 1]);
    api.verified();
    resolve();
    assert.equal((await strict).status, 200);
    assert.deepEqual(api.counts(), [2, 2]);
  });

  it('is not asked for where nobody waits for it any more', async () => {
    const { api, questions, first, lax, strict, controller, waiting } = await laxThenStrict();
    controller.abort();
    await assert.rejects(strict);
    await waiting(1);
    api.verified();
    first.resolve();
    assert.equal((await lax).status, 200);
    assert.equal(questions.length, 1);
  });

  it('is not asked for where the session satisfies it already: the user has no second factor', async () => {
    const { api, questions, first, lax, strict } = await laxThenStrict();
    api.verified();
    first.resolve({ session: { factorVerificationAge: [0, -1] } });
    assert.deepEqual(await statuses([lax, strict]), [200, 200]);
    assert.equal(questions.length, 1);
  });

  it('is cancelled with it', async () => {
    const { api, questions, first, lax, strict } = await laxThenStrict();
    first.reject(error());
    await assert.rejects(lax, isReverificationCancelledError);
    await assert.rejects(strict, isReverificationCancelledError);
    assert.equal(questions.length, 1);
    assert.deepEqual(api.counts(), [1, 1]);
  });

  it('takes its place when the last who waited for that leaves', async () => {
    const page = setUp();
    const controller = new AbortController();
    const lax = page.get('lax', { signal: controller.signal });
    const first = await page.asked(1);
    const strict = page.get('multi_factor');
    await page.waiting(2);
    controller.abort();
    await assert.rejects(lax);
    assert.equal(first.signal.aborted, true);
    const { challenge, resolve } = await page.asked(2);
    assert.equal(challenge.level, 'multi_factor');
    page.api.verified();
    resolve();
    assert.equal((await strict).status, 200);
  });
});

describe('A laxer level', () => {
  it('that is refused while a stricter one is asked for joins it', async () => {
    const { api, questions, asked, get, waiting } = setUp();
    const strict = get('multi_factor');
    const { resolve } = await asked(1);
    const calls = [strict, get('lax'), get('first_factor')];
    await waiting(3);
    api.verified();
    resolve();
    assert.deepEqual(await statuses(calls), [200, 200, 200]);
    assert.equal(questions.length, 1);
  });

  it('that is refused late, of what was sent before a success, is sent again without asking; a stricter one is not', async () => {
    const { api, questions, asked, get } = setUp();
    const lateLax = api.hold('http://a.test/late');
    const lateStrict = api.hold('http://a.test/late/multi_factor');
    const early = get('early');
    const lax = get('late');
    const strict = get('late/multi_factor');
    const first = await asked(1);
    api.verified('second_factor');
    first.resolve();
    assert.equal((await early).status, 200);
    lateLax.refuse();
    assert.equal((await lax).status, 200);
    assert.equal(questions.length, 1);
    lateStrict.refuse('multi_factor');
    const { resolve } = await asked(2);
    api.verified();
    resolve();
    assert.equal((await strict).status, 200);
    assert.deepEqual(api.counts(), [2, 2, 2]);
  });

  it('may still be possible where another is not', async () => {
    const { api, asked, get, waiting } = setUp();
    const second = get('second_factor');
    const question = await asked(1);
    const first = get('first_factor');
    const both = get('multi_factor');
    await waiting(3);
    question.reject(error('reverification_unavailable'));
    await assert.rejects(second, { code: 'reverification_unavailable' });
    await assert.rejects(both, { code: 'reverification_unavailable' });
    const { challenge, resolve } = await asked(2);
    assert.equal(challenge.level, 'first_factor');
    api.verified();
    resolve();
    assert.equal((await first).status, 200);
  });
});

describe('Actions', () => {
  it('are each approved on their own, in turn, and none is sent more than twice', async () => {
    const { api, asked, get } = setUp();
    const actions = ['act_1', 'act_2', 'act_3', 'act_4'];
    const calls = actions.map((action) => get(`pay?action=${action}`));
    const approved: string[] = [];
    while (approved.length < actions.length) {
      const { challenge, resolve } = await asked(approved.length + 1);
      const { id } = challenge.action ?? assert.fail('no action');
      approved.push(id);
      api.approved(id);
      resolve();
      assert.equal((await calls[actions.indexOf(id)])?.status, 200);
    }
    // In the order in which the refusals were read, which is not always that of the calls.
    assert.deepEqual(approved.sort(), actions);
    assert.deepEqual(api.counts(), [2, 2, 2, 2]);
  });

  it('that were not shown are asked for also after another was cancelled', async () => {
    const { api, asked, get } = setUp();
    const calls = [get('pay?action=act_1'), get('pay?action=act_2')];
    const first = await asked(1);
    first.reject(error());
    await assert.rejects(calls[0] ?? Promise.resolve(), isReverificationCancelledError);
    const second = await asked(2);
    api.approved('act_2');
    second.resolve();
    assert.equal((await calls[1])?.status, 200);
  });

  it('join those who wait for the same', async () => {
    const { api, questions, asked, get, waiting } = setUp();
    const call = get('pay?action=act_1');
    const { resolve } = await asked(1);
    const calls = [call, get('again?action=act_1'), get('lax')];
    await waiting(3);
    api.approved('act_1');
    resolve();
    assert.deepEqual(await statuses(calls), [200, 200, 200]);
    assert.equal(questions.length, 1);
  });
});

describe('After a "no"', () => {
  it('the refusals of what was sent before share it, and nobody is asked again', async () => {
    const { api, questions, asked, get } = setUp();
    const held = Array.from({ length: 5 }, (_, index) => api.hold(`http://a.test/late/${index}`));
    const late = held.map((_, index) => get(`late/${index}`));
    const call = get('early');
    const { reject } = await asked(1);
    const no = error();
    reject(no);
    await assert.rejects(call, (thrown) => thrown === no);
    for (const [index, { refuse }] of held.entries()) {
      refuse(index % 2 ? 'multi_factor' : 'second_factor');
      await assert.rejects(late[index] ?? Promise.resolve(), (thrown) => thrown === no);
    }
    assert.equal(questions.length, 1);
  });

  it('the refusals of what was sent ten seconds before ask again', async (context) => {
    const { api, asked, get } = setUp();
    const held = api.hold('http://a.test/upload');
    const upload = get('upload');
    const call = get('early');
    const { reject } = await asked(1);
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    reject(error());
    await assert.rejects(call, isReverificationCancelledError);
    context.mock.timers.tick(10_000);
    held.refuse();
    const { resolve } = await asked(2);
    api.verified();
    resolve();
    assert.equal((await upload).status, 200);
  });

  it('those of another session are never sent again', async (context) => {
    const { api, questions, asked, get, waiting } = setUp();
    const held = api.hold('http://a.test/late');
    const late = get('late');
    const calls = [get('early'), get('pay?action=act_1'), get('pay?action=act_2')];
    const { reject } = await asked(1);
    await waiting(3);
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    reject(error('session_changed'));
    for (const call of calls) await assert.rejects(call, { code: 'session_changed' });
    context.mock.timers.tick(3_600_000);
    held.refuse();
    await assert.rejects(late, { code: 'session_changed' });
    assert.equal(questions.length, 1);
    assert.equal(api.calls.length, 4);
  });

  it('what is sent afterwards asks', async () => {
    const { api, asked, get } = setUp();
    const call = get('early');
    const { reject } = await asked(1);
    reject(error());
    await assert.rejects(call);
    const next = get('next');
    const { resolve } = await asked(2);
    api.verified();
    resolve();
    assert.equal((await next).status, 200);
  });
});

describe('A challenge of a reader that is careless with its types', () => {
  it('ends nevertheless', async () => {
    const careless = JSON.parse('{"level":"second_factor","action":null}') as Challenge;
    const { api, reverify, asked } = setUp();
    const fetch = createReverifyingFetch({ fetch: api.fetch, reverify, challenges: [() => careless] }, reverify);
    const calls = [fetch('http://a.test/1'), fetch('http://a.test/2')];
    const { resolve } = await asked(1);
    api.verified();
    resolve();
    assert.deepEqual(await statuses(calls), [200, 200]);
  });
});

describe('What the gate remembers', () => {
  it('is bounded, however often the user is asked', async () => {
    const { asked, get, reverify } = setUp();
    for (let round = 1; round <= 30; round++) {
      const call = get(`pay?action=act_${round}`);
      const { reject } = await asked(round);
      reject(error());
      await assert.rejects(call);
    }
    const { outcomes = [], waiting } = gateOf(reverify);
    assert.equal(outcomes.length, 20);
    assert.equal(waiting?.size, 0);
  });
});
