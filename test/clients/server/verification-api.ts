import { serializeVerification } from '../../../src/protocol/verification.js';
import type { Session } from './sessions.js';

/**
 * The verification API, scripted: for a user with a password, which is always right. The real one has tests of its own,
 * and a database.
 */
export function answerVerification(path: string, session: Session): Response {
  const isAttempt = path.endsWith('/attempt_first_factor');
  if (isAttempt) session.isFresh = true;
  else session.asked++;
  const verification = serializeVerification({
    id: 'sv_1',
    status: isAttempt ? 'complete' : 'needs_first_factor',
    level: 'second_factor',
    firstFactors: [{ strategy: 'password' }],
    secondFactors: [],
    session: { id: session.id, publicUserData: { identifier: 'jane@example.com' } },
  });
  return Response.json(verification);
}
