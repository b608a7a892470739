/** How much a timestamp may differ from another of the same moment: browsers round them. Milliseconds. */
const ROUNDING = 5;

/**
 * Tells whether the refusal of an XMLHttpRequest came from where it had been redirected to. It says where its answer came
 * from, but one can be redirected to the address that one asked, too (after a form, 303): then only the record that its window
 * keeps of all requests knows.
 */
export class RedirectWatch {
  readonly #entries: PerformanceEntry[] = [];
  readonly #observer: PerformanceObserver;
  readonly #address: string;

  /**
   * @param address that was asked for.
   * @param answerAddress where the answer came from.
   * @param refusedAt when its head came, by the window's clock (`performance.now()`).
   */
  constructor(
    { PerformanceObserver }: Window & typeof globalThis,
    address: string,
    private readonly answerAddress: unknown,
    private readonly refusedAt: number,
  ) {
    this.#address = withoutHash(address);
    this.#observer = new PerformanceObserver((list) => this.#entries.push(...list.getEntries()));
    this.#observer.observe({ type: 'resource', buffered: true });
  }

  get isRedirected(): boolean {
    this.#entries.push(...this.#observer.takeRecords());
    return this.answerAddress !== this.#address || this.#entries.some((entry) => this.#isOurs(entry));
  }

  stop(): void {
    this.#observer.disconnect();
  }

  #isOurs(entry: PerformanceEntry): boolean {
    const { redirectStart, responseEnd }: Partial<PerformanceResourceTiming> = entry;
    if (!redirectStart || withoutHash(entry.name) !== this.#address) return false;
    // What was redirected earlier is another request.
    return Number(responseEnd) >= this.refusedAt - ROUNDING;
  }
}

const withoutHash = (address: string) => address.replace(/#.*/, '');
