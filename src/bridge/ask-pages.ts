import { ReverificationError } from '../errors.js';
import type { Reverify } from '../intercept/gate.js';
import { untilAborted } from '../intercept/until-aborted.js';
import { Attempt } from './attempt.js';
import type { Answer } from './attempt.js';
import { askMessage } from './messages.js';
import type { Ask } from './messages.js';
import type { Pages } from './pages.js';
import { beThere } from './presence.js';

/** How long to wait for a page to hear us: one may still be loading. Milliseconds. */
const PATIENCE = 5_000;

/** Pages that went away while they asked, one after the other. More than that is no user closing tabs. */
const MAX_GONE = 20;

/**
 * Asks by a page: of those that answer, the first that the user sees. Should it be closed, by the next one.
 *
 * Rejects as the page's dialog does, and with `reverification_unavailable` where no page answers.
 */
export const askPages =
  (pages: Pages): Reverify =>
  async (challenge, { signal, reason }) => {
    const over = new AbortController();
    try {
      const ask = askMessage(challenge, reason, await untilAborted(signal, beThere(over.signal)));
      for (let gone = 0; gone < MAX_GONE; gone++) {
        const answer = await untilAborted(signal, offerOnce(pages, ask, over.signal));
        if (answer.type === 'verified') return { session: { factorVerificationAge: answer.ages } };
        if (answer.type === 'failed') throw new ReverificationError(answer.code, answer.message);
      }
      throw new ReverificationError('reverification_unavailable', 'Every page that was asked went away');
    } finally {
      over.abort();
    }
  };

/** Offers the ask to all pages, and to those that come; ends with the page that took it. */
async function offerOnce(pages: Pages, ask: Ask, over: AbortSignal): Promise<Answer> {
  let end: (answer: Answer) => void = () => undefined;
  const ended = new Promise<Answer>((resolve) => (end = resolve));
  const attempt = new Attempt(ask, end);
  const leave = () => attempt.end({ type: 'gone' });
  over.addEventListener('abort', leave);
  const giveUp = () => {
    if (!attempt.isHeard)
      attempt.end(unavailable('No page answers that can show its dialog: call answerWorker() in it'));
  };
  const timer = setTimeout(giveUp, PATIENCE);
  const stop = pages.onArrival((page) => attempt.offer(page));
  try {
    const found = await pages.find();
    for (const page of found) attempt.offer(page);
    if (found.length === 0 && !attempt.isHeard) attempt.end(unavailable('There is no page to ask in'));
    return await ended;
  } finally {
    stop();
    clearTimeout(timer);
    over.removeEventListener('abort', leave);
  }
}

const unavailable = (message: string): Answer => ({ type: 'failed', code: 'reverification_unavailable', message });
