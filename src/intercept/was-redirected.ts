/**
 * How long to wait for a request's record, which is made in another process: on a busy machine it came a second after the
 * answer. Milliseconds. Then nobody knows.
 */
const PATIENCE = 5000;
const STEP = 50;

/**
 * Whether the refusal of an XMLHttpRequest came from where it had been redirected to. It says where its answer came from,
 * but one can be redirected to the address that one asked, too (after a form, 303): then only the record that its window keeps of
 * all requests knows. Where it has none, what may have been done is not done twice.
 *
 * An API of another origin says that it redirected to the same address only to those whom it allows that
 * (`Timing-Allow-Origin`; Resource Timing, 4.3).
 *
 * @param address that was asked for.
 * @param answerAddress where the answer came from.
 * @param records what the window has recorded since the head of the answer came, and goes on to record.
 */
export async function wasRedirected(
  address: string,
  answerAddress: string,
  records: readonly PerformanceObserverEntryList[],
): Promise<boolean> {
  const name = address.replace(/#.*/, '');
  if (answerAddress !== name) return true;
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    const entries: Partial<PerformanceResourceTiming>[] = records.flatMap((list) => list.getEntriesByName(name));
    // Of several that look the same, the one that was redirected may be ours.
    const ours = entries.filter(({ initiatorType }) => initiatorType === 'xmlhttprequest');
    if (ours.length > 0) return ours.some(({ redirectStart }) => redirectStart);
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
  return true;
}
