import type { Context } from '../context.js';
import { maskEmailAddress } from '../mask.js';
import type { SendOptions } from '../options.js';
import { refusal } from '../refusals.js';
import type { SignedIn } from '../signed-in.js';

export async function sendEmailCode(
  { email, limits, appName }: Context,
  { account, session }: SignedIn,
  contactId: string,
  code: string,
  options: SendOptions,
): Promise<void> {
  const contact = account.emailAddresses?.find(({ id }) => id === contactId);
  if (!contact || !email) throw refusal('strategy_for_user_invalid');
  const { codeMinutes: minutesValid } = limits;
  await email(
    {
      to: contact.address,
      maskedTo: maskEmailAddress(contact.address),
      code,
      minutesValid,
      userId: session.userId,
      subject: `${code} is your ${appName} code`,
      text: `Your ${appName} verification code is ${code}.\n\nIt is valid for ${minutesValid} minutes and can be used once. If you did not ask for it, somebody may be using your account: do not give the code to anybody.\n`,
    },
    options,
  );
}
