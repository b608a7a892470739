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

/** The defaults with an application's own. Throws a `TypeError` for a limit that is unknown or not a number > 0. */
export function resolveLimits(own: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(own)) {
    if (!Object.hasOwn(defaultLimits, name)) throw new TypeError(`limits: there is no limit called ${name}`);
    if (!(value > 0 && Number.isFinite(value))) {
      throw new TypeError(`limits.${name}: expected a number greater than 0, got ${String(value)}`);
    }
  }
  return { ...defaultLimits, ...own };
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Wrong answers in a row, and when the last of them came (Unix milliseconds). */
export interface Failures {
  count: number;
  lastAt: number;
}

export const isLocking = (count: number, limits: Limits): boolean => count >= limits.lockAfterFailures;

/**
 * Until when somebody with these failures must wait, in Unix milliseconds; a time that is past means "go on". The wait
 * grows, then stays at a lock's length: an attacker gets a few tries a day, the owner is never shut out for good.
 */
export function waitsUntil({ count, lastAt }: Failures, limits: Limits): number {
  const lock = limits.lockMinutes * MINUTE;
  if (isLocking(count, limits)) return lastAt + lock;
  if (count < limits.freeFailures) return 0;
  return lastAt + Math.min(limits.backoffSeconds * SECOND * 2 ** (count - limits.freeFailures), lock);
}

/** The failures that still count at `now`. */
export function rememberedFailures({ count, lastAt }: Failures, limits: Limits, now: number): Failures {
  return now - lastAt < limits.forgetFailuresHours * HOUR ? { count, lastAt } : { count: 0, lastAt };
}
