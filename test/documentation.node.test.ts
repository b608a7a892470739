import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'demo/README.md', ...documents()];
const tests = readdirSync('test', { recursive: true }).map(String);

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

for (const [page, folder] of [
  ['docs/security.md', ''],
  ['docs/accessibility.md', 'dialog'],
] as const) {
  test(`every test that ${page} names exists`, () => {
    const rows = readFileSync(page, 'utf8').matchAll(/^\|.*\|\s*([^|]+?)\s*\|$/gm);
    const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name));
    assert.ok(named.length > 10, 'the table was not understood');
    for (const name of named) {
      const path = join(folder, name);
      assert.ok(
        tests.some((file) => file.startsWith(`${path}.`) || file.startsWith(`${path}-`)),
        `${name}: no such test`,
      );
    }
  });
}
