/** A reporter for Playwright: each test as it ends, and the counts alone on the last line. */
export default class PlaywrightReporter {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  onTestEnd(test, result) {
    const outcome = result.status === 'skipped' ? 'skipped' : test.ok() ? 'passed' : 'failed';
    this.#counts[outcome] += 1;
    const mark = { passed: '✔', failed: '✖', skipped: '–' }[outcome];
    console.log(`${mark} ${test.titlePath().filter(Boolean).join(' › ')} (${result.duration} ms)`);
    for (const error of result.errors) console.log((error.stack ?? error.message ?? '').replace(/^/gm, '    '));
  }

  onError(error) {
    this.#counts.failed += 1;
    console.log(`✖ outside of a test\n${(error.stack ?? error.message ?? '').replace(/^/gm, '    ')}`);
  }

  onEnd() {
    const { passed, failed, skipped } = this.#counts;
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  }

  printsToStdio() {
    return true;
  }
}
