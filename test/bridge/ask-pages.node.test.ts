import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { askPages } from '../../src/bridge/ask-pages.js';
import type { Pages, PageTarget } from '../../src/bridge/pages.js';
import { isReverificationUnavailableError } from '../../src/errors.js';
import type { Challenge } from '../../src/protocol/challenge.js';
import { askPage, askPageThrough } from '../../src/worker.js';

const challenge: Challenge = { level: 'second_factor', afterMinutes: 10, source: 'test' };
const { signal } = new AbortController();
const pagesOf = (...targets: PageTarget[]): Pages => ({ find: () => targets, onArrival: () => () => undefined });
const deaf: PageTarget = { postMessage: () => undefined };

describe('A worker that no page answers', () => {
  it('is told so at once where there is no page', async () => {
    await assert.rejects(Promise.resolve(askPages(pagesOf())(challenge, { signal })), isReverificationUnavailableError);
  });

  it('is told so at once where there are no workers at all', async () => {
    await assert.rejects(Promise.resolve(askPage(challenge, { signal })), isReverificationUnavailableError);
  });

  it('is told so after five seconds where there are pages, but none says that it has heard', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const outcome = Promise.resolve(askPages(pagesOf(deaf, deaf))(challenge, { signal })).catch(
      (error: unknown) => error,
    );
    for (let left = 10; left > 0; left--) await turn();
    mock.timers.tick(4_999);
    assert.equal(await Promise.race([outcome, turn('waiting')]), 'waiting');
    mock.timers.tick(1);
    assert.equal(isReverificationUnavailableError(await outcome), true);
    mock.timers.reset();
  });

  it('is told so by a port without a page behind', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { port1, port2 } = new MessageChannel();
    const outcome = Promise.resolve(askPageThrough(port1)(challenge, { signal })).catch((error: unknown) => error);
    for (let left = 10; left > 0; left--) await turn();
    mock.timers.tick(5_000);
    assert.equal(isReverificationUnavailableError(await outcome), true);
    mock.timers.reset();
    port1.close();
    port2.close();
  });
});

describe('A worker whose challenge is none', () => {
  it('says so', async () => {
    const wrong = Object.assign({}, challenge, { afterMinutes: 0 });
    await assert.rejects(Promise.resolve(askPages(pagesOf(deaf))(wrong, { signal })), TypeError);
  });
});
