import { relative } from 'node:path';

/** A reporter for @web/test-runner: failures as they happen, and the counts alone on the last line. */
export function countReporter(engine) {
  return {
    onTestRunFinished({ sessions }) {
      const results = sessions.flatMap((session) => testsOf(session.testResults));
      for (const session of sessions) printProblems(session);
      printSlowest(sessions);
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

/** Where the time goes, so that what has become slow is seen without measuring. */
function printSlowest(sessions) {
  const files = sessions.map(({ testFile, testResults }) => ({
    name: relative('.', testFile),
    seconds: testsOf(testResults).reduce((sum, { duration = 0 }) => sum + duration / 1000, 0),
  }));
  files.sort((one, other) => other.seconds - one.seconds);
  const slowest = files.slice(0, 8).map(({ name, seconds }) => `${name} ${Math.round(seconds)} s`);
  console.log(`\nslowest: ${slowest.join(', ')}`);
}

function testsOf(suite, path = []) {
  if (!suite) return [];
  const own = suite.tests.map((test) => ({ ...test, path: [...path, test.name] }));
  return [...own, ...suite.suites.flatMap((child) => testsOf(child, [...path, child.name]))];
}

function printProblems({ testFile, errors, request404s, logs, testResults }) {
  const failures = testsOf(testResults).filter((test) => !test.passed && !test.skipped);
  if (failures.length + errors.length + request404s.length + logs.length === 0) return;
  console.log(`\n${testFile}`);
  const name = relative('.', testFile);
  for (const log of logs) console.log('  logged:', ...log);
  for (const url of request404s) console.log(`  404: ${url}`);
  for (const error of errors) printFailure([name], error.stack ?? error.message);
  for (const { path, error } of failures) printFailure([name, ...path], error && describe(error));
}

function printFailure(path, text) {
  console.log(`  ✖ ${path.join(' › ')}`);
  if (text) console.log(indent(text));
}

function describe({ message, stack, expected, actual }) {
  const difference = expected === undefined ? '' : `\nexpected: ${expected}\nactual: ${actual}`;
  return `${stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`}${difference}`;
}

const indent = (text) => text.replace(/^/gm, '    ');
