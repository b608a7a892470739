/** How much a timestamp may differ from another of the same moment: browsers round them. Milliseconds. */
const ROUNDING = 5;

/**
 * How long to wait for a request's record, which is made in another process: on a busy machine it came a second after the
 * answer. Milliseconds. Then the browser keeps none.
 */
const PATIENCE = 5000;

/**
 * Tells whether the refusal of an XMLHttpRequest came from where it had been redirected to. It says where its answer came
 * from, but one can be redirected to the address that one asked, too (after a form, 303): then only the record that its window
 * keeps of all requests knows.
 */
export class RedirectWatch {
  /** Whether what is on record was redirected: the request, or another of the same time, which looks the same. */
  #isRedirected = false;
  readonly #isRecorded: Promise<void>;
  #recorded: () => void = () => undefined;
  readonly #observer: PerformanceObserver;
  readonly #address: string;

  /**
   * @param address that was asked for.
   * @param answerAddress where the answer came from.
   * @param startTime when the request was sent, by the window's clock (`performance.now()`).
   */
  constructor(
    { PerformanceObserver }: Window & typeof globalThis,
    address: string,
    private readonly answerAddress: unknown,
    private readonly startTime: number,
  ) {
    this.#address = withoutHash(address);
    this.#isRecorded = new Promise((resolve) => (this.#recorded = resolve));
    this.#observer = new PerformanceObserver((list) => this.#look(list.getEntries()));
    this.#observer.observe({ type: 'resource', buffered: true });
  }

  async isRedirected(): Promise<boolean> {
    if (this.answerAddress !== this.#address) return true;
    const timer = setTimeout(this.#recorded, PATIENCE);
    await this.#isRecorded;
    clearTimeout(timer);
    return this.#isRedirected;
  }

  stop(): void {
    this.#observer.disconnect();
  }

  #look(entries: readonly PerformanceEntry[]): void {
    const ours = entries.filter((entry) => this.#isOurs(entry));
    this.#isRedirected ||= ours.some(({ redirectStart }: Partial<PerformanceResourceTiming>) => redirectStart);
    if (ours.length > 0) this.#recorded();
  }

  /** What ended before it was sent is another request. */
  #isOurs(entry: PerformanceEntry): boolean {
    const { responseEnd }: Partial<PerformanceResourceTiming> = entry;
    return withoutHash(entry.name) === this.#address && Number(responseEnd) >= this.startTime - ROUNDING;
  }
}

const withoutHash = (address: string) => address.replace(/#.*/, '');
