import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../src/looks/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const theming = read('../../docs/theming.md');
const looks = readdirSync(folder);

const documented = (pattern: RegExp) => new Set([...theming.matchAll(pattern)].map(([, name]) => name));
const parts = documented(/`([a-z_-]+)`/g);
const properties = documented(/^\| `(--reverify-[a-z-]+)`/gm);

const SELECTOR =
  /^reverify-dialog(?::state\((?:busy|error)\))?(?:::part\(([a-z_-]+)\)(?::hover|:active|:focus-visible|:focus-within)?)?$/;

test('there are four looks', () => {
  assert.deepEqual(looks.sort(), ['bootstrap.css', 'github.css', 'material.css', 'plain.css']);
});

for (const look of looks) {
  const css = read(look).replace(/\/\*.*?\*\//gs, '');

  test(`${look} selects the element and its documented parts, and nothing else`, () => {
    const selectors = [...css.matchAll(/([^{};]+)\{/g)].flatMap(([, list = '']) => list.split(','));
    assert.ok(selectors.length > 5);
    for (const selector of selectors.map((text) => text.trim())) {
      if (selector === '@media (pointer: coarse)') continue;
      const [, part] = SELECTOR.exec(selector) ?? assert.fail(selector);
      if (part) assert.ok(parts.has(part), part);
    }
  });

  test(`${look} sets documented custom properties, and nothing by force`, () => {
    const set = [...css.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name);
    assert.ok(set.length > 5);
    for (const name of set) assert.ok(properties.has(name), name);
    assert.doesNotMatch(css, /!important|url\(|@import/);
  });

  test(`${look} is in the documentation`, () => {
    assert.match(theming, new RegExp(`reverify-dialog/looks/${look.replace('.', '\\.')}`));
  });
}
