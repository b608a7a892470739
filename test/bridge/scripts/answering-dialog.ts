import { answerWorker } from '../../../src/answer-worker.js';

/** A page that answers what a shared worker asks, by its dialog. */
const name = new URLSearchParams(location.search).get('name') ?? '';
answerWorker(new SharedWorker('/worker-api/module/commanded-worker.js', { type: 'module', name }));
