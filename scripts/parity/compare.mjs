import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from './paths.mjs';
import { unitOf } from './results.mjs';

/**
 * Runs a suite bare, twice, and with each of its other columns. What does not pass bare both times says nothing. What then
 * fails with a wrapper is run once more, beside a third bare run, lest a busy machine counts as a difference.
 *
 * @returns for each column `{ name, runtime, column, passed, unstable, lost }`, the latter a list of tests.
 */
export async function compare(suite, units) {
  const first = await runAndKeep(suite, 'bare', units);
  const second = await runAndKeep(suite, 'bare', units);
  const passing = [...first].filter(([id, passed]) => passed && second.get(id)).map(([id]) => id);
  const differing = [...first].filter(([id, passed]) => passed !== second.get(id)).length;
  const rows = [];
  for (const column of suite.columns) {
    const wrapped = await runAndKeep(suite, column, units);
    const suspects = passing.filter((id) => !wrapped.get(id));
    const lost = await confirm(suite, column, suspects);
    const { name, runtime } = suite;
    rows.push({
      ...{ name, runtime, column, total: first.size, lost },
      passed: passing.length,
      unstable: differing + suspects.length - lost.length,
    });
  }
  return rows;
}

async function confirm(suite, column, suspects) {
  if (suspects.length === 0) return [];
  const units = [...new Set(suspects.map(unitOf))];
  const wrapped = await suite.run(column, units);
  const bare = await suite.run('bare', units);
  return suspects.filter((id) => bare.get(id) && !wrapped.get(id));
}

async function runAndKeep(suite, column, units) {
  const started = Date.now();
  const results = await suite.run(column, units);
  const passed = [...results.values()].filter(Boolean).length;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`parity: ${suite.name}, ${suite.runtime}, ${column}: ${passed} of ${results.size} pass, ${seconds} s`);
  const file = `${suite.name} ${suite.runtime} ${column}.json`.replace(/[ /]/g, '-');
  writeFileSync(join(workFolder('results'), file), JSON.stringify([...results], null, 1));
  return results;
}
