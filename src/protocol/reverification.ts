/** Which groups of factors must be fresh. `multi_factor` means both. */
export type ReverificationLevel = 'first_factor' | 'second_factor' | 'multi_factor';

export type ReverificationPreset = 'strict_mfa' | 'strict' | 'moderate' | 'lax';

/** A level, and how many minutes (> 0) old its last verification may be. */
export interface ReverificationRequirement {
  level: ReverificationLevel;
  afterMinutes: number;
}

/** What an API asks for: a preset's name, or a requirement of one's own. */
export type ReverificationConfig = ReverificationPreset | ReverificationRequirement;

/**
 * Minutes since the first and the second factor group were last verified in this session;
 * `-1` where the user has no factor of that group. The `fva` claim of a Clerk session token.
 */
export type FactorVerificationAge = readonly [first: number, second: number];

/** The named requirements, as in Clerk's SDKs. */
export const reverificationPresets: Readonly<Record<ReverificationPreset, Readonly<ReverificationRequirement>>> = {
  strict_mfa: { level: 'multi_factor', afterMinutes: 10 },
  strict: { level: 'second_factor', afterMinutes: 10 },
  moderate: { level: 'second_factor', afterMinutes: 60 },
  lax: { level: 'second_factor', afterMinutes: 1440 },
};

export function isReverificationPreset(value: unknown): value is ReverificationPreset {
  return typeof value === 'string' && Object.hasOwn(reverificationPresets, value);
}

export function isReverificationLevel(value: unknown): value is ReverificationLevel {
  return value === 'first_factor' || value === 'second_factor' || value === 'multi_factor';
}

/** A number of minutes that makes sense as `afterMinutes`: greater than zero (`Infinity` means "ever"). */
export function isAfterMinutes(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

/** The requirement behind a config, or `undefined` for anything that is not a valid config. */
export function resolveReverification(config: unknown): ReverificationRequirement | undefined {
  if (isReverificationPreset(config)) return reverificationPresets[config];
  if (typeof config !== 'object' || config === null) return undefined;
  const { level, afterMinutes } = config as Partial<Record<string, unknown>>;
  return isReverificationLevel(level) && isAfterMinutes(afterMinutes) ? { level, afterMinutes } : undefined;
}

/** {@link resolveReverification} for arguments: says which part of a bad config is wrong. Throws a `TypeError`. */
export function requireReverification(config: unknown): ReverificationRequirement {
  const requirement = resolveReverification(config);
  if (requirement) return requirement;
  throw new TypeError(`reverification: ${describeBadConfig(config)}`);
}

function describeBadConfig(config: unknown): string {
  if (typeof config !== 'object' || config === null) {
    const presets = Object.keys(reverificationPresets).join(', ');
    return `expected ${presets} or { level, afterMinutes }, got ${String(config)}`;
  }
  const { level, afterMinutes } = config as Partial<Record<string, unknown>>;
  return isReverificationLevel(level)
    ? `afterMinutes must be a number of minutes greater than 0, got ${String(afterMinutes)}`
    : `level must be first_factor, second_factor or multi_factor, got ${String(level)}`;
}

const isFactorAge = (age: unknown): age is number => Number.isFinite(age) && (age === -1 || Number(age) >= 0);

/** Whether `value` is a pair of ages as {@link FactorVerificationAge} describes it. */
export function isFactorVerificationAge(value: unknown): value is FactorVerificationAge {
  return Array.isArray(value) && value.length === 2 && isFactorAge(value[0]) && isFactorAge(value[1]);
}

/**
 * Whether a session with these factor ages satisfies a reverification config.
 *
 * Fails closed: anything malformed, on either side, is `false`, never an exception. Agrees with
 * `createCheckAuthorization` of `@clerk/shared` on every input.
 */
export function satisfiesReverification(age: unknown, config: unknown): boolean {
  const requirement = resolveReverification(config);
  return requirement !== undefined && isFactorVerificationAge(age) && isFresh(age, requirement);
}

/**
 * The same for what is known to be well-formed; a session without ages is not fresh. A user without a second factor is
 * asked for the first one instead (the *graceful downgrade*).
 */
export function isFresh(
  [first, second]: FactorVerificationAge = [-1, -1],
  { level, afterMinutes }: ReverificationRequirement,
): boolean {
  const fresh = (age: number) => age !== -1 && afterMinutes > age;
  if (level === 'first_factor' || second === -1) return fresh(first);
  return fresh(second) && (level === 'second_factor' || fresh(first));
}
