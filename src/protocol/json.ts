/** A JSON object whose members are not yet known to be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value from the wire means, or `undefined` where it is absent or malformed. Never throws. */
export type Reader<T> = (value: unknown) => T | undefined;

/** Takes what this guard lets through. */
export const only =
  <T>(isWanted: (value: unknown) => value is T): Reader<T> =>
  (value) =>
    isWanted(value) ? value : undefined;

// Functions, and not made by `only`: what is called when a module is loaded stays in bundles that do not need it.
export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);

/** Finite ones only. */
export const number: Reader<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** One of these words. */
export const oneOf =
  <T extends string>(...words: readonly T[]): Reader<T> =>
  (value) =>
    words.find((word) => word === value);

/** The members of an array that can be read; none of anything else. */
export const listOf =
  <T>(read: Reader<T>) =>
  (value: unknown): T[] =>
    Array.isArray(value) ? value.map(read).filter((member) => member !== undefined) : [];

/**
 * An object's members under our names: `expireAt` is read from `expire_at`. What cannot be read is left out, and so is
 * everything of a value that is no object.
 */
export const record =
  <T extends object>(members: { readonly [Name in keyof T]: Reader<T[Name]> }) =>
  (value: unknown): Partial<T> => {
    const json = isJsonObject(value) ? value : {};
    const read: Partial<T> = {};
    for (const name in members) {
      const member = members[name](json[name.replace(/[A-Z]/g, '_$&').toLowerCase()]);
      if (member !== undefined) read[name] = member;
    }
    return read;
  };

/** The same members without those that are `undefined`, so that "absent" has one form only. */
export function compact<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
