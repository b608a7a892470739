import type { Attempt, Proof } from './factor.js';
import { reusable } from './factor.js';

export async function checkPassword({ context, signedIn }: Attempt, password: string): Promise<Proof | undefined> {
  const isRight = await context.accounts.verifyPassword?.(signedIn.session.userId, password);
  // Nothing but `true`: a function that resolves to a record or a number must not let anybody in.
  return isRight === true ? reusable : undefined;
}
