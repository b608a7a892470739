import { stageStrategies } from '../protocol/factors.js';
import type { Factor, FactorStage } from '../protocol/factors.js';
import type { Context } from './context.js';
import { maskEmailAddress, maskPhoneNumber } from './mask.js';
import type { Account, EmailAddress, PhoneNumber } from './options.js';

/** A user's set of backup codes; absent if they have none. */
export interface BackupCodeSet {
  left: number;
}

/**
 * Whether a user has enrolled a factor of each stage, whether or not it can be used right now. It decides about downgrades,
 * so nothing that merely fails (no SMS sender, no backup code left) may make it `false`.
 */
export function enrolledStages(account: Account, backupCodes: BackupCodeSet | undefined): Record<FactorStage, boolean> {
  const hasPhone = (stage: FactorStage) => phonesOf(account, stage).length > 0;
  return {
    first:
      account.hasPassword === true ||
      (account.emailAddresses ?? []).length > 0 ||
      (account.passkeys ?? []).length > 0 ||
      hasPhone('first'),
    second: account.hasTotp === true || backupCodes !== undefined || hasPhone('second'),
  };
}

/** The factors a user can verify with now, in the order in which they are offered. */
export function usableFactors(
  { accounts, email, sms }: Context,
  account: Account,
  backupCodes: BackupCodeSet | undefined,
  stage: FactorStage,
): Factor[] {
  return stageStrategies[stage].flatMap((strategy): Factor[] => {
    switch (strategy) {
      case 'password':
        return account.hasPassword && accounts.verifyPassword ? [{ strategy }] : [];
      case 'passkey':
        return account.passkeys?.length ? [{ strategy }] : [];
      case 'email_code':
        return email ? (account.emailAddresses ?? []).map(emailFactor) : [];
      case 'phone_code':
        return sms ? phonesOf(account, stage).map(phoneFactor) : [];
      case 'totp':
        return account.hasTotp && accounts.totpSecrets ? [{ strategy }] : [];
      case 'backup_code':
        return backupCodes && backupCodes.left > 0 ? [{ strategy }] : [];
    }
  });
}

/** The id of the address or number that a factor's codes go to; empty for the others. */
export const contactOf = (factor: Factor): string => {
  if (factor.strategy === 'email_code') return factor.emailAddressId;
  return factor.strategy === 'phone_code' ? factor.phoneNumberId : '';
};

const phonesOf = (account: Account, stage: FactorStage) =>
  (account.phoneNumbers ?? []).filter(({ usableAs }) => usableAs.includes(stage));

const emailFactor = ({ id, address, primary = false }: EmailAddress): Factor => ({
  strategy: 'email_code',
  emailAddressId: id,
  safeIdentifier: maskEmailAddress(address),
  primary,
});

const phoneFactor = ({ id, number, primary = false }: PhoneNumber): Factor => ({
  strategy: 'phone_code',
  phoneNumberId: id,
  safeIdentifier: maskPhoneNumber(number),
  primary,
});
