import { expect, waitUntil } from '@open-wc/testing';
import { isReverificationCancelledError, isReverificationFailedError } from '../../src/errors.js';
import { gateOf } from '../../src/intercept/gate.js';
import { createReverifyingFetch, reverifyingFetch, withReverification } from '../../src/fetch.js';
import { reverificationError } from '../../src/protocol/challenge.js';
import { DialogHarness } from '../harness/dialog-harness.js';
import { ScriptedVerifier, password, totp, verificationWith } from '../harness/scripted-verifier.js';
import { RefusingApi } from './refusing-api.js';

const MANY = 200;
/** All engines have six connections for them. */
const PATIENCE = { timeout: 8000 };

/** The page's dialog, for a user with two factors, and requests that are each refused once. */
async function setUp() {
  const verifier = new ScriptedVerifier(verificationWith([password], { secondFactors: [totp] }));
  const harness = await DialogHarness.create(verifier);
  const outcomes = { needed: 0, verified: 0, cancelled: 0, failed: 0 };
  for (const name of Object.keys(outcomes) as (keyof typeof outcomes)[]) {
    harness.element.addEventListener(`reverify-${name}`, () => outcomes[name]++);
  }
  return {
    verifier,
    harness,
    outcomes,
    refused: async (count: number): Promise<void> => {
      await waitUntil(() => gateOf().waiting?.size === count, `${count} wait`, PATIENCE);
      await waitUntil(() => harness.element.open, 'the dialog stays closed', PATIENCE);
      await harness.waitForStability();
    },
  };
}

/** So many requests, all of which are refused until all have been. */
function send(
  count: number,
  form = 'clerk',
  { fetch = reverifyingFetch, signal }: { fetch?: typeof globalThis.fetch; signal?: AbortSignal } = {},
) {
  const api = new RefusingApi();
  const calls = Array.from({ length: count }, (_, n) =>
    fetch(api.refusing(count, { form, n }), { method: 'POST', body: 'x', ...(signal && { signal }) }),
  );
  /** How often each of them arrived. */
  const sendings = async () => {
    const urls = (await api.received()).map(({ url }) => url);
    return new Set(Array.from({ length: count }, (_, n) => urls.filter((url) => url.endsWith(`&n=${n}`)).length));
  };
  return { calls, sendings };
}

/** A `fetch` whose first responses arrive in the same moment, however long the network takes. */
function atOnce(count: number): typeof globalThis.fetch {
  let release = (): void => undefined;
  const all = new Promise<void>((resolve) => (release = resolve));
  let left = count;
  return async (...call) => {
    const response = await fetch(...call);
    const body = await response.text();
    if (--left === 0) release();
    await all;
    return new Response(body, response);
  };
}

const statuses = async (calls: Promise<Response>[]) => new Set((await Promise.all(calls)).map(({ status }) => status));

describe('A storm of refusals on a page', () => {
  it('opens one dialog, and one answer sends all again', async () => {
    const { verifier, harness, outcomes, refused } = await setUp();
    const { calls, sendings } = send(MANY);
    await refused(MANY);
    await harness.answer('brown horse');
    expect(await statuses(calls)).to.deep.equal(new Set([200]));
    expect(outcomes).to.deep.equal({ needed: 1, verified: 1, cancelled: 0, failed: 0 });
    expect(verifier.started).to.have.length(1);
    expect(verifier.answers).to.have.length(1);
    expect(await sendings()).to.deep.equal(new Set([2]));
    await harness.waitUntilClosed();
  });

  it('of a thousand does, too', async () => {
    const { verifier, harness, outcomes, refused } = await setUp();
    const sent = new Map<string, number>();
    // In place of the network, of which a browser has six connections.
    const network = async (input: RequestInfo | URL) => {
      const address = new Request(input).url;
      const count = (sent.get(address) ?? 0) + 1;
      sent.set(address, count);
      await new Promise((resolve) => setTimeout(resolve));
      return count === 1 ? Response.json(reverificationError('strict'), { status: 403 }) : new Response('done');
    };
    const fetch = createReverifyingFetch({ fetch: network });
    const calls = Array.from({ length: 1000 }, (_, n) => fetch(`/${n}`));
    await refused(1000);
    await harness.answer('brown horse');
    expect(await statuses(calls)).to.deep.equal(new Set([200]));
    expect(outcomes).to.deep.equal({ needed: 1, verified: 1, cancelled: 0, failed: 0 });
    expect(verifier.answers).to.have.length(1);
    expect(new Set(sent.values())).to.deep.equal(new Set([2]));
    await harness.waitUntilClosed();
  });

  it('of two levels opens one dialog, for the stricter', async () => {
    const { verifier, harness, outcomes, refused } = await setUp();
    const fetch = createReverifyingFetch({ fetch: atOnce(4) });
    const calls = ['clerk-text', 'clerk-multi'].flatMap((form) => send(2, form, { fetch }).calls);
    await refused(4);
    await harness.answer('brown horse');
    expect(await statuses(calls)).to.deep.equal(new Set([200]));
    expect(verifier.started.map(({ level }) => level)).to.deep.equal(['multi_factor']);
    expect(outcomes.needed).to.equal(1);
    await harness.waitUntilClosed();
  });

  it('of which the stricter come while the dialog is open asks for those next', async () => {
    const { verifier, harness, outcomes, refused } = await setUp();
    const { calls: lax } = send(10, 'clerk-text');
    await refused(10);
    const { calls: strict } = send(10, 'clerk-multi');
    await refused(20);
    await harness.answer('brown horse');
    expect(await statuses(lax)).to.deep.equal(new Set([200]));
    await waitUntil(() => verifier.started.length === 2, 'not asked again', PATIENCE);
    await harness.waitForStability();
    await harness.answer('brown horse');
    expect(await statuses(strict)).to.deep.equal(new Set([200]));
    expect(verifier.started.map(({ level }) => level)).to.deep.equal(['second_factor', 'multi_factor']);
    expect(outcomes).to.deep.equal({ needed: 2, verified: 2, cancelled: 0, failed: 0 });
    await harness.waitUntilClosed();
  });

  it('does not ask a user without a second factor again for a stricter level', async () => {
    const { verifier, harness, refused } = await setUp();
    verifier.onAttempt = () => ({
      ...verifier.verification,
      status: 'complete',
      session: { ...verifier.verification.session, factorVerificationAge: [0, -1] },
    });
    const { calls } = send(5, 'clerk-text');
    await refused(5);
    calls.push(...send(5, 'clerk-multi').calls);
    await refused(10);
    await harness.answer('brown horse');
    expect(await statuses(calls)).to.deep.equal(new Set([200]));
    expect(verifier.started).to.have.length(1);
    await harness.waitUntilClosed();
  });

  it('ends with the dialog: nothing is sent again when the user cancels', async () => {
    const { harness, outcomes, refused } = await setUp();
    const { calls, sendings } = send(50);
    await refused(50);
    const ended = Promise.all(calls.map((call) => call.catch(isReverificationCancelledError)));
    await harness.click('close');
    expect(new Set(await ended)).to.deep.equal(new Set([true]));
    expect(outcomes).to.deep.equal({ needed: 1, verified: 0, cancelled: 1, failed: 0 });
    expect(await sendings()).to.deep.equal(new Set([1]));
    await harness.waitUntilClosed();
  });

  it('ends with the dialog: every call settles when the element is removed', async () => {
    const { harness, outcomes, refused } = await setUp();
    const { calls } = send(50);
    await refused(50);
    const ended = Promise.all(calls.map((call) => call.catch(isReverificationFailedError)));
    harness.element.remove();
    expect(new Set(await ended)).to.deep.equal(new Set([true]));
    expect(outcomes.needed).to.equal(1);
  });

  it('closes the dialog when the last caller has left', async () => {
    const { harness, refused } = await setUp();
    const controllers = Array.from({ length: 20 }, () => new AbortController());
    const calls = controllers.flatMap(({ signal }) => send(1, 'clerk', { signal }).calls);
    await refused(20);
    const ended = Promise.allSettled(calls);
    const last = controllers.pop();
    for (const controller of controllers) controller.abort();
    expect(harness.element.open).to.equal(true);
    last?.abort();
    await harness.waitUntilClosed();
    for (const { status } of await ended) expect(status).to.equal('rejected');
  });

  it('opens the dialog for a stricter level at once when the last who waited for the other has left', async () => {
    const { verifier, harness, refused } = await setUp();
    const controller = new AbortController();
    const lax = Promise.allSettled(send(1, 'clerk-text', { signal: controller.signal }).calls);
    await refused(1);
    const { calls: strict } = send(2, 'clerk-multi');
    await refused(3);
    controller.abort();
    await lax;
    await waitUntil(() => verifier.started.length === 2, 'not asked again', PATIENCE);
    await harness.waitForStability();
    await harness.answer('brown horse');
    expect(await statuses(strict)).to.deep.equal(new Set([200]));
    expect(verifier.started.map(({ level }) => level)).to.deep.equal(['second_factor', 'multi_factor']);
    await harness.waitUntilClosed();
  });

  it('of functions and requests opens one dialog', async () => {
    const { harness, outcomes, refused } = await setUp();
    const api = new RefusingApi();
    const call = withReverification(() => fetch(api.refusing(20)));
    const calls = [...Array.from({ length: 20 }, () => call()), ...send(20).calls];
    await refused(40);
    await harness.answer('brown horse');
    expect(await statuses(calls)).to.deep.equal(new Set([200]));
    expect(outcomes.needed).to.equal(1);
    await harness.waitUntilClosed();
  });
});
