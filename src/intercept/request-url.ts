type Page = Window & typeof globalThis;

/** The absolute address that the platform will make of what it is given; `undefined` where it will throw. */
export function resolveUrl({ document }: Page, address: unknown): URL | undefined {
  try {
    return new URL(String(address), document.baseURI);
  } catch {
    return undefined;
  }
}

/**
 * Tells the addresses whose refusals count: those of the page's own origin, and of those listed. The address of a made-up
 * response is empty, and counts as the page's.
 *
 * @throws TypeError naming the one that is no address.
 */
export function originFilter(window: Page, origins: readonly string[]): (address: URL | string) => boolean {
  const covered = new Set([window.origin, ...origins.map(originOf)]);
  return (address) => {
    const url = typeof address === 'string' ? resolveUrl(window, address) : address;
    return covered.has(url?.origin ?? '');
  };
}

/** @throws TypeError for what has no origin: a host without a scheme, say, also where it reads as one (`localhost:80`). */
export function originOf(address: string): string {
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  if (origin.startsWith('http')) return origin;
  throw new TypeError(`origins: expected https://host, got ${address}`);
}
