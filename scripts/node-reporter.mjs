/** A reporter for node:test: failures as they happen, and the counts alone on the last line. */
export default async function* nodeReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type === 'test:fail' && !isSuite(data)) yield describeFailure(data);
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if ((type === 'test:pass' || type === 'test:fail') && !isSuite(data)) counts[outcomeOf(type, data)] += 1;
  }
  yield `\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}

/** A suite fails because a test in it did, and would be counted twice; unless its own hook failed. */
const isSuite = ({ details }) =>
  details.type === 'suite' && (details.error === undefined || details.error.failureType === 'subtestsFailed');

function outcomeOf(type, { skip, todo }) {
  if (skip !== undefined || todo !== undefined) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}

function describeFailure({ name, file, line, details }) {
  const error = details.error.cause ?? details.error;
  const text = error instanceof Error ? error.stack : String(error);
  return `\n✖ ${name}${file ? ` (${file}:${line})` : ''}\n${text.replace(/^/gm, '    ')}\n`;
}
