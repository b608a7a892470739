/** What is loaded at the first refusal. */
export { answer } from './answer.js';
export { challengeIn } from './challenge-in.js';
export { passGate } from './pass-gate.js';
export { reasonFor } from './reason.js';
export { readChallenge, readClerk, readStepUp } from './read-challenge.js';
