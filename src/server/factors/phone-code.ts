import type { Context } from '../context.js';
import { maskPhoneNumber } from '../mask.js';
import type { SendOptions } from '../options.js';
import { refusal } from '../refusals.js';
import type { SignedIn } from '../signed-in.js';

export async function sendPhoneCode(
  { sms, limits, appName, domain }: Context,
  { account, session }: SignedIn,
  contactId: string,
  code: string,
  options: SendOptions,
): Promise<void> {
  const contact = account.phoneNumbers?.find(({ id }) => id === contactId);
  if (!contact || !sms) throw refusal('strategy_for_user_invalid');
  const { codeMinutes: minutesValid } = limits;
  await sms(
    {
      to: contact.number,
      maskedTo: maskPhoneNumber(contact.number),
      code,
      minutesValid,
      userId: session.userId,
      // The last line is what browsers look for: https://wicg.github.io/sms-one-time-codes/
      text: `${code} is your ${appName} code, valid for ${minutesValid} minutes. Do not give it to anybody.\n\n@${domain} #${code}`,
    },
    options,
  );
}
