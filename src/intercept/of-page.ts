/** What all copies of this package on a page share, under a name of ours. */
export function ofPage<Shared extends object>(name: string, make: () => Shared): Shared {
  const page: Record<symbol, Shared | undefined> = globalThis;
  return (page[Symbol.for(`reverify-dialog.${name}`)] ??= make());
}
