import { expect } from '@open-wc/testing';
import { clerkChallenge, stepUpChallenge } from '../../src/intercept/challenge-readers.js';
import type { ChallengeReader } from '../../src/intercept/refusal.js';
import { createReverifyingFetch } from '../../src/intercept/reverifying-fetch.js';
import type { ReverifyingFetchOptions } from '../../src/intercept/fetch-options.js';
import type { Challenge } from '../../src/protocol/challenge.js';
import { nearMisses } from '../protocol/near-misses.js';
import { RefusingApi } from './refusing-api.js';

/** Sends, and hands out what the user was asked for. */
async function challengesOf(url: string, options: ReverifyingFetchOptions = {}) {
  const challenges: Challenge[] = [];
  const inner: Response[] = [];
  const reverifyingFetch = createReverifyingFetch(
    {
      fetch: async (...call) => {
        const response = await fetch(...call);
        inner.push(response);
        return response;
      },
      ...options,
    },
    (challenge) => {
      challenges.push(challenge);
      return Promise.resolve();
    },
  );
  return { challenges, inner, response: await reverifyingFetch(url) };
}

const strict = { level: 'second_factor', afterMinutes: 10 } as const;

describe('A challenge is recognised', () => {
  const forms: Record<string, Challenge> = {
    clerk: { ...strict, source: 'clerk' },
    'clerk-multi': { level: 'multi_factor', afterMinutes: 10, source: 'clerk' },
    'clerk-text': { level: 'second_factor', afterMinutes: 1440, source: 'clerk' },
    'clerk-html': { ...strict, source: 'clerk' },
    'clerk-bare': { ...strict, source: 'clerk' },
    'clerk-bom': { ...strict, source: 'clerk' },
    'clerk-extra': { ...strict, source: 'clerk' },
    frontend: { ...strict, source: 'clerk' },
    'frontend-old': { ...strict, source: 'clerk' },
    'step-up-401': { ...strict, source: 'step-up' },
    'step-up-403': { ...strict, source: 'step-up' },
  };
  for (const [form, expected] of Object.entries(forms)) {
    it(`in the form ${form}`, async () => {
      const { challenges, response } = await challengesOf(new RefusingApi().refusing(1, { form }));
      expect(challenges).to.deep.equal([expected]);
      expect(response.status).to.equal(200);
    });
  }

  it('by the readers that are given, in their order', async () => {
    const broken: ChallengeReader = () => {
      throw new Error('broken');
    };
    const own: ChallengeReader = async (_response, readJson) => ({
      level: 'first_factor',
      afterMinutes: Object.keys((await readJson()) ?? {}).length,
      source: 'own',
    });
    const { challenges } = await challengesOf(new RefusingApi().refusing(), {
      challenges: [broken, own, clerkChallenge],
    });
    expect(challenges).to.deep.equal([{ level: 'first_factor', afterMinutes: 1, source: 'own' }]);
  });

  it('by the built-in readers, where a page lists them', async () => {
    const challenges = [stepUpChallenge, clerkChallenge];
    const listed = await challengesOf(new RefusingApi().refusing(), { challenges });
    const header = await challengesOf(new RefusingApi().refusing(1, { form: 'step-up-401' }), { challenges });
    expect(listed.challenges.concat(header.challenges).map(({ source }) => source)).to.deep.equal(['clerk', 'step-up']);
  });

  it('not by the built-in readers, where a page lists others', async () => {
    const { challenges, response } = await challengesOf(new RefusingApi().refusing(), { challenges: [] });
    expect(challenges).to.deep.equal([]);
    expect(response.status).to.equal(403);
  });
});

describe('A refusal that is no challenge is the very response, unread', () => {
  async function expectUntouched(url: string, expectedBody?: string, options?: ReverifyingFetchOptions) {
    const { challenges, inner, response } = await challengesOf(url, options);
    expect(challenges).to.deep.equal([]);
    expect(inner).to.have.length(1);
    expect(response).to.equal(inner[0]);
    expect(response.bodyUsed).to.equal(false);
    if (expectedBody !== undefined) expect(await response.text()).to.equal(expectedBody);
  }

  for (const [name, body] of nearMisses) {
    it(name, () => {
      const text = body === undefined ? '' : JSON.stringify(body);
      return expectUntouched(new RefusingApi().url('respond', { status: 403, body: text }), text);
    });
  }

  it('an HTML page', () =>
    expectUntouched(new RefusingApi().url('respond', { status: 403, body: '<h1>Forbidden</h1>', type: 'text/html' })));

  it('malformed JSON', () =>
    expectUntouched(new RefusingApi().url('respond', { status: 403, body: '{"clerk_error"' })));

  it('a challenge with another status', async () => {
    const body = '{"clerk_error":{"type":"forbidden","reason":"reverification-error"}}';
    for (const status of [200, 400, 401, 404, 422, 500]) {
      await expectUntouched(new RefusingApi().url('respond', { status, body }), body);
    }
  });

  it('a challenge over 64 KiB', () => expectUntouched(new RefusingApi().refusing(1, { form: 'large' })));

  it('a body that declares more than 64 KiB', () =>
    expectUntouched(new RefusingApi().url('sized', { bytes: 70_000 }), 'x'.repeat(70_000)));

  it('a response whose readers all throw', () =>
    expectUntouched(new RefusingApi().refusing(), undefined, {
      challenges: [() => Promise.reject(new Error('broken')), () => Promise.reject(new Error('too'))],
    }));
});

describe('A refusal that takes long', () => {
  it('as an event stream is not waited for', async () => {
    const api = new RefusingApi();
    const { response } = await challengesOf(api.url('slow', { type: 'text/event-stream', start: '{"data":1}\n\n' }));
    expect(response.status).to.equal(403);
    await fetch(api.url('finish', { body: 'end' }));
    expect(await response.text()).to.equal('{"data":1}\n\nend');
  });

  it('as anything but JSON is not waited for', async () => {
    const api = new RefusingApi();
    const { response } = await challengesOf(api.url('slow', { type: 'text/html', start: '<p>'.repeat(400) }));
    expect(response.status).to.equal(403);
    await fetch(api.url('finish', { body: 'end' }));
    expect(await response.text()).to.equal(`${'<p>'.repeat(400)}end`);
  });

  it('is waited for at most two seconds, and reaches its caller whole', async () => {
    const api = new RefusingApi();
    const start = `{${' '.repeat(2000)}`;
    const began = performance.now();
    const { challenges, response } = await challengesOf(api.url('slow', { start }));
    expect(performance.now() - began).to.be.within(1900, 6000);
    expect(challenges).to.deep.equal([]);
    expect(response.bodyUsed).to.equal(false);
    await fetch(api.url('finish', { body: '}' }));
    expect(await response.text()).to.equal(`${start}}`);
  });
});
