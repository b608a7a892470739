/** For pages: lets their workers ask the user. `docs/workers.md` has all of it. */
import { answerWorker as answerWithInterface } from './bridge/answer-worker.js';
import type { AnsweredWorker, AnswerWorkerOptions, WorkerAnswering } from './bridge/answer-worker.js';
import { inTime } from './intercept/in-time.js';
import type { Reverify } from './intercept/gate.js';

const reverify: Reverify = async (challenge, options) =>
  (await inTime(import('./dialog.js'))).askPageDialog(challenge, options);

/** Not in a hidden frame, nor where the element is within something that is not displayed. */
const canBeSeen = () =>
  innerWidth > 0 &&
  innerHeight > 0 &&
  (document.querySelector('reverify-dialog') ?? document.documentElement).checkVisibility();

/**
 * Lets code in a worker, that imports `reverify-dialog/worker`, ask the user by this page's dialog.
 *
 * @param worker `navigator.serviceWorker`, a `Worker`, a `SharedWorker`, or a port whose other end the worker has.
 */
export const answerWorker = (worker: AnsweredWorker, options: AnswerWorkerOptions = {}): WorkerAnswering =>
  answerWithInterface(worker, options, { reverify, canBeSeen });

export type { AnsweredWorker, AnswerWorkerOptions, WorkerAnswering } from './bridge/answer-worker.js';
export type { Reverify, ReverifyOptions } from './intercept/gate.js';
