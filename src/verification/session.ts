import type { SessionInfo } from '../protocol/verification.js';

/** Whether two answers of the server are about one session of one user, as far as they tell. */
export function isSameSession(one: SessionInfo, other: SessionInfo): boolean {
  return agree(one.id, other.id) && agree(one.publicUserData.identifier, other.publicUserData.identifier);
}

const agree = (one: string | undefined, other: string | undefined) =>
  one === undefined || other === undefined || one === other;
