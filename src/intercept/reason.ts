/** Why the user is asked, as an option says it: a text, or what a function says about the call that was refused. */
export type Reason<About extends unknown[]> = string | ((...about: About) => string | undefined);

/** `undefined` where there is none. What the function throws is reported: no call is lost to it. */
export function reasonFor<About extends unknown[]>(
  reason: Reason<About> | undefined,
  about: () => [...About],
): string | undefined {
  if (typeof reason !== 'function') return reason;
  try {
    return reason(...about());
  } catch (error) {
    console.error('reason:', error);
    return undefined;
  }
}
