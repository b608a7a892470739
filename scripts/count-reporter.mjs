/** A reporter for @web/test-runner: failures as they happen, and the counts alone on the last line. */
export function countReporter(engine) {
  return {
    onTestRunFinished({ sessions }) {
      const results = sessions.flatMap((session) => testsOf(session.testResults));
      for (const session of sessions) printProblems(session);
      const count = (predicate) => results.filter(predicate).length;
      const failed = count((test) => !test.passed && !test.skipped) + sessions.filter(brokeOutsideTests).length;
      const passed = count((test) => test.passed && !test.skipped);
      console.log(`\n${engine}: ${new Set(sessions.map((session) => session.testFile)).size} files`);
      console.log(`${passed} passed, ${failed} failed, ${count((test) => test.skipped)} skipped`);
    },
  };
}

/** A file that did not load, or threw outside its tests, has failed even if no test of it has. */
const brokeOutsideTests = (session) =>
  session.errors.length > 0 || (session.passed !== true && !testsOf(session.testResults).some((test) => !test.passed));

function testsOf(suite, path = []) {
  if (!suite) return [];
  const own = suite.tests.map((test) => ({ ...test, path: [...path, test.name] }));
  return [...own, ...suite.suites.flatMap((child) => testsOf(child, [...path, child.name]))];
}

function printProblems({ testFile, errors, request404s, logs, testResults }) {
  const failures = testsOf(testResults).filter((test) => !test.passed && !test.skipped);
  if (failures.length + errors.length + request404s.length + logs.length === 0) return;
  console.log(`\n${testFile}`);
  for (const log of logs) console.log('  logged:', ...log);
  for (const url of request404s) console.log(`  404: ${url}`);
  for (const error of errors) console.log(indent(error.stack ?? error.message));
  for (const { path, error } of failures) {
    console.log(`  ✖ ${path.join(' › ')}`);
    if (error) console.log(indent(describe(error)));
  }
}

function describe({ message, stack, expected, actual }) {
  const difference = expected === undefined ? '' : `\nexpected: ${expected}\nactual: ${actual}`;
  return `${stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`}${difference}`;
}

const indent = (text) => text.replace(/^/gm, '    ');
