/**
 * What is loaded at the first refusal. In one module for fetch and XMLHttpRequest: of two, a bundler would put what they share
 * into a third, which is asked for only when they are there.
 */
export { answer } from './answer.js';
export { answerCall } from './answer-call.js';
export { readChallenge, readClerk, readStepUp } from './read-challenge.js';
export { replayOf } from './reverifying-xhr-answer.js';
