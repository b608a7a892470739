/** How long to wait for a request's record. Milliseconds. Then nobody knows. */
const PATIENCE = 5000;
const STEP = 10;

/**
 * What a window has recorded of requests since the head of an answer came: lists as they are handed out and, once, where that
 * answer ended, an array of what was not handed out by then.
 */
export type Recorded = PerformanceObserverEntryList | PerformanceEntryList;

/** The records that are known to be of a request which waits for the user. */
const claimed = new WeakSet<PerformanceEntry>();

/** Says, once a request's answer has ended, that the last record of that turn is this request's. */
export function claimOwn(records: readonly Recorded[], responseType: unknown): void {
  for (const record of suspectsIn(records, responseType).own) claimed.add(record);
}

/** After the end of an answer: the record that is its request's, where that is known, and those that may be. */
function suspectsIn(records: readonly Recorded[], responseType: unknown) {
  const end = records.findIndex((recorded) => Array.isArray(recorded));
  const lists = end < 0 ? [] : records.map((it) => ('getEntries' in it ? it.getEntries() : it));
  // Firefox makes a Blob, or a document, after the record, in a turn of its own.
  const isExact = !/blob|document/.test(String(responseType));
  const own = (isExact ? lists[end]?.slice(-1) : undefined) ?? [];
  return { own, others: (isExact ? lists.slice(end + 1) : lists).flat().filter((record) => !claimed.has(record)) };
}

/**
 * Whether the refusal of an XMLHttpRequest came from where it had been redirected to. It says where its answer came from,
 * but one can be redirected to the address that one asked, too (after a form, 303): then only the record that its window keeps of
 * all requests knows. Where it has none, what may have been done is not done twice.
 *
 * Of several requests to that address, whose records name the same, ours is told by its turn: engines (seen in Chromium 156,
 * Firefox 153, WebKitGTK 2.50) make the record in the very task in which they tell of the answer's end, before they do, so
 * that at `loadend` it is the last. Not by its time: `startTime` lies between the begin and the end of `send()` in Chromium
 * only; in Firefox, of what was redirected, up to 50 ms after it, and in WebKit always when the network came to it.
 *
 * But WebKit holds back what is recorded at the moment when the window's buffer of records becomes full (by default at the
 * 250th), and hands it out, in order, in a later turn. Then the last may be that of the request before, and what comes later
 * must not be of one that was redirected, unless it is known whose it is.
 *
 * Nor is it known of a Blob or a document, which Firefox hands out some time after the record: then none of the records that are
 * nobody else's, since the head came, may be of one that was redirected.
 *
 * An API of another origin says that it redirected to the same address only to those whom it allows that
 * (`Timing-Allow-Origin`; Resource Timing, 4.3).
 *
 * @param address that was asked for.
 * @param answerAddress where the answer came from.
 * @param records goes on to be filled.
 * @param responseType as the platform was asked for it.
 */
export async function wasRedirected(
  address: string,
  answerAddress: string,
  records: readonly Recorded[],
  responseType: unknown,
): Promise<boolean> {
  const name = withoutFragment(address);
  if (answerAddress !== name) return true;
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    // Of a body that is too long for a challenge, or comes slowly, the end may come after the user's answer.
    claimOwn(records, responseType);
    // Also where it is there: for what was held back.
    await new Promise((resolve) => setTimeout(resolve, STEP));
    const { own, others } = suspectsIn(records, responseType);
    // With the fragment in Chromium and Firefox, without it in WebKit.
    const ours = [...own, ...others].filter((record) => withoutFragment(record.name) === name);
    if (ours.length > 0) return ours.some((record) => 'redirectStart' in record && record.redirectStart);
  }
  return true;
}

const withoutFragment = (address: string): string => address.replace(/#.*/, '');
