import type { Answer } from '../../protocol/factors.js';
import { checkBackupCode } from './backup-code.js';
import { checkCode } from './code.js';
import type { Attempt, Proof } from './factor.js';
import { checkPasskey } from './passkey.js';
import { checkPassword } from './password.js';
import { checkTotp } from './totp.js';

/** Whether an answer is right; `undefined` if not. Throws only what the application threw, or a refusal of a malformed answer. */
export async function checkAnswer(attempt: Attempt, answer: Answer): Promise<Proof | undefined> {
  switch (answer.strategy) {
    case 'password':
      return checkPassword(attempt, answer.password);
    case 'email_code':
    case 'phone_code':
      return checkCode(attempt, answer.code);
    case 'passkey':
      return checkPasskey(attempt, answer.credential);
    case 'totp':
      return checkTotp(attempt, answer.code);
    case 'backup_code':
      return checkBackupCode(attempt, answer.code);
  }
}
