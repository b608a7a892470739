/** What is loaded at the first refusal. */
export { answer } from './answer.js';
export { answerCall } from './answer-call.js';
export { firstChallenge, readChallenge, readClerk, readStepUp } from './read-challenge.js';
