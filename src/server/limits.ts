/** How much a user may try, and how long things live. The defaults are in {@link defaultLimits}. */
export interface Limits {
  /** Minutes that a verification stays open after its last step. */
  verificationMinutes: number;
  /** Minutes that a code, or a passkey challenge, is valid. */
  codeMinutes: number;
  /** Wrong answers that one stage of one verification survives. */
  attempts: number;
  /** Seconds before a code may be sent again to the same address or number. */
  resendSeconds: number;
  /** Codes that one user may be sent in any hour, over all sessions. */
  codesPerHour: number;
  /** Seconds that a sender may take. */
  sendSeconds: number;
  /** Wrong answers in a row, over all of a user's verifications, before they must wait. Counted per stage. */
  freeFailures: number;
  /** Seconds of the first wait; each further wrong answer doubles it, up to the lock's length. */
  backoffSeconds: number;
  /** Wrong answers in a row after which the stage is locked. */
  lockAfterFailures: number;
  /** Minutes of a lock. After it, one more try; a wrong one locks again. */
  lockMinutes: number;
  /** Hours without a wrong answer after which they are forgotten. */
  forgetFailuresHours: number;
  /** Days that the time of a verification is remembered. Older ones count as never. */
  rememberDays: number;
}

export const defaultLimits: Readonly<Limits> = {
  verificationMinutes: 30,
  codeMinutes: 10,
  attempts: 5,
  resendSeconds: 30,
  codesPerHour: 20,
  sendSeconds: 15,
  freeFailures: 5,
  backoffSeconds: 30,
  lockAfterFailures: 10,
  lockMinutes: 30,
  forgetFailuresHours: 24,
  rememberDays: 30,
};
