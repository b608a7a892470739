import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'demo/README.md', ...documents()];
const tests = readdirSync('test', { recursive: true }).map(String);

/** The files of a test, by what their names begin with. */
const testFiles = (name: string): string[] =>
  tests.filter((file) => file.startsWith(`${name}.`) || file.startsWith(`${name}-`));

function documents(): string[] {
  return readdirSync('docs', { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md'));
}

/** What a link to a heading names, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

for (const page of pages) {
  test(`every link in ${page} leads somewhere`, () => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
      ([, to = '']) => to,
    );
    for (const link of links) {
      const [path = '', anchor] = link.split('#');
      const target = path ? normalize(join(dirname(page), path)) : page;
      assert.ok(existsSync(target), `${link}: no such file`);
      if (anchor) assert.ok(anchorsOf(target).includes(anchor), `${link}: no such heading`);
    }
  });
}

test('every test that docs/security.md names exists', () => {
  const rows = readFileSync('docs/security.md', 'utf8').matchAll(/^\|.*\|\s*([^|]+?)\s*\|$/gm);
  const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name));
  assert.ok(named.length > 10, 'the table was not understood');
  for (const name of named) assert.notDeepEqual(testFiles(name), [], `${name}: no such test`);
});

// WCAG 2.2, levels A and AA: 4.1.1 is obsolete, and the numbers that are missing are of level AAA.
const CRITERIA = [
  ...['1.1.1', '1.2.1', '1.2.2', '1.2.3', '1.2.4', '1.2.5', '1.3.1', '1.3.2', '1.3.3', '1.3.4', '1.3.5'],
  ...['1.4.1', '1.4.2', '1.4.3', '1.4.4', '1.4.5', '1.4.10', '1.4.11', '1.4.12', '1.4.13'],
  ...['2.1.1', '2.1.2', '2.1.4', '2.2.1', '2.2.2', '2.3.1'],
  ...['2.4.1', '2.4.2', '2.4.3', '2.4.4', '2.4.5', '2.4.6', '2.4.7', '2.4.11'],
  ...['2.5.1', '2.5.2', '2.5.3', '2.5.4', '2.5.7', '2.5.8'],
  ...['3.1.1', '3.1.2', '3.2.1', '3.2.2', '3.2.3', '3.2.4', '3.2.6'],
  ...['3.3.1', '3.3.2', '3.3.3', '3.3.4', '3.3.7', '3.3.8', '4.1.2', '4.1.3'],
];

test('every success criterion is met by a test that exists, or does not apply', () => {
  const text = readFileSync('docs/accessibility.md', 'utf8');
  const criteria = [...text.matchAll(/^- \*\*(\d\.\d\.\d+) [^*]+\*\* \(AA?\)\. (.*?)(?=\n- |\n\n)/gms)];
  assert.deepEqual(
    criteria.map(([, number]) => number),
    CRITERIA,
  );
  for (const [, number = '', how = ''] of criteria) {
    const proofs = [...how.replace(/\s+/g, ' ').matchAll(/`([\w/-]+)` “([^”]+)”/g)];
    assert.ok(proofs.length > 0 || how.startsWith('Does not apply: '), `${number}: no proof, and no reason for none`);
    for (const [, name = '', title = ''] of proofs) {
      const files = testFiles(name.includes('/') ? name : `dialog/${name}`);
      const isThere = files.some((file) => readFileSync(join('test', file), 'utf8').includes(title));
      assert.ok(isThere, `${number}: no test of ${name} is called “${title}”`);
    }
  }
});
