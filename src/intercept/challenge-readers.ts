import { inTime } from './in-time.js';
import type { ChallengeReader } from './refusal.js';

/** All that is needed only once something has been refused, which in most visits nothing is. */
export const loadRefused = () => inTime(import('./refused.js'));

/** Status 403 with Clerk's body, in all its forms; our own server's too. */
export const clerkChallenge: ChallengeReader = async (...refusal) => (await loadRefused()).readClerk(...refusal);

/**
 * Status 401 or 403 with an OAuth step-up challenge (RFC 9470) in `WWW-Authenticate`. Across origins the API must list
 * that header in `Access-Control-Expose-Headers`.
 */
export const stepUpChallenge: ChallengeReader = async (...refusal) => (await loadRefused()).readStepUp(...refusal);
