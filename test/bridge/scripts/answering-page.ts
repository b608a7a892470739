import { answerWorker } from '../../../src/answer-worker.js';

/** A page that takes over what a shared worker asks, tells the page around it, and never comes to an end. */
const name = new URLSearchParams(location.search).get('name') ?? '';
const worker = new SharedWorker('/worker-api/module/commanded-worker.js', { type: 'module', name });

answerWorker(worker, {
  reverify: () => {
    parent.postMessage('asked');
    return new Promise<never>(() => undefined);
  },
});
