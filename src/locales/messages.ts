/** A text that depends on a number, by its plural category (Unicode CLDR); `other` is what every language has. */
export type PluralMessage = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/**
 * Every text that the dialog shows or announces. Plain text, never HTML: markup in it is shown as it stands. Words in
 * braces are filled in; a translation may move or repeat them.
 */
export interface Messages {
  /** The dialog's heading, and its name for screen readers. */
  title: string;
  /** Names the button that closes the dialog without verifying. */
  close: string;
  /** Why the user is asked, where neither the caller nor an action says. */
  reason: string;
  /** While the verification is being started. */
  starting: string;
  /** Above the summary of the action that is being approved. */
  approving: string;
  /** Names the account that is asked about. */
  account: string;
  /** Where both a first and a second factor are asked. */
  'step.first': string;
  'step.second': string;
  /** Before `step.second`. */
  'step.done': string;

  /** Sends the answer. */
  submit: string;
  /** While an answer is being checked. */
  checking: string;
  /** While the browser asks for the passkey. */
  waiting: string;
  /** Leads to the list of methods. */
  otherMethod: string;
  /** Above the list of methods. */
  choose: string;
  /** From the list back to the method the user came from. */
  back: string;
  /** Tries again what failed. */
  retry: string;
  showPassword: string;
  hidePassword: string;
  /** Beside the password's label, while the keyboard's capitals are locked. */
  capsLock: string;

  /** While a code is being sent to `{to}`. */
  sending: string;
  /** A code was sent to `{to}`, a masked address or number. */
  sent: string;
  /** A code was sent to `{to}` once more. */
  resent: string;
  /** A code was sent to `{to}` before this page was loaded, or by another one, and none now. */
  sentEarlier: string;
  resend: string;
  /** The same button while one must wait; `{time}` is minutes and seconds. */
  resendIn: string;
  /** Announced when the wait is over, and follows `error.code_expired`. */
  canResend: string;

  /** In the list of methods. */
  'method.password': string;
  'method.email_code': string;
  'method.phone_code': string;
  'method.passkey': string;
  'method.totp': string;
  'method.backup_code': string;
  /** What to do, above the field. Codes that are sent have `sent`. */
  'lead.password': string;
  'lead.passkey': string;
  'lead.totp': string;
  'lead.backup_code': string;
  /** The field's label, or the passkey's button. */
  'label.password': string;
  /** Of a code of six digits. */
  'label.code': string;
  'label.backup_code': string;
  'label.passkey': string;

  /** Where a passkey is asked for: leads to the next best method. Of the last two, a code is sent at once. */
  'instead.password': string;
  'instead.email_code': string;
  'instead.phone_code': string;

  // Only what went wrong: what another method, or another code, can do about it is said where they are offered, by
  // `tryAgainOrOther` and `canResend`.
  /** The answer is empty. */
  'error.form_param_missing': string;
  /** The answer cannot be one: too short, say. */
  'error.form_param_format_invalid': string;
  'error.form_password_incorrect': string;
  'error.form_code_incorrect': string;
  'error.code_expired': string;
  'error.passkey_invalid': string;
  'error.passkey_cancelled': string;
  /** The browser could not even ask for it, or another page was asking. */
  'error.passkey_failed': string;
  'error.network_error': string;
  'error.delivery_failed': string;
  /** The verification had ended, and another was started in its place. */
  'error.verification_expired': string;
  /** The code that was given does not count any more, and another one has been sent. */
  'error.verification_not_prepared': string;
  'error.too_many_requests': string;
  /** No other code may be sent yet. */
  'error.too_many_codes': string;
  /** While the browser has no network. */
  'error.offline': string;
  /** Whatever has no text of its own. */
  'error.unexpected_response': string;
  /** Follows an error about a passkey, or about a code that was not sent, where there is no other method. */
  tryAgain: string;
  /** The same where there is one. */
  tryAgainOrOther: string;
  /** Follows an error when trying again makes no sense before `{time}`: a time of day, with the day where it is another. */
  retryAt: string;
  /** Follows an error; `{count}` wrong answers are still allowed. */
  attemptsLeft: PluralMessage;
  /** The same where none is. */
  noAttemptsLeft: string;
  /** In place of an error: the time until which answers were held back has come. */
  canRetry: string;
  /** In place of an error: the browser has a network again. */
  online: string;

  /** Headings, in place of `title`, and what follows them. */
  'complete.title': string;
  /** The verification could not be started, or not be finished after a right answer. */
  'failed.title': string;
  /** Under it, while the browser has no network, where that is why. It is tried again as soon as there is one. */
  'failed.offline': string;
  'unavailable.title': string;
  'unavailable.lead': string;
  'session_changed.title': string;
  'session_changed.lead': string;
}
