import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = 'test/clients/recipes';
const snippets = [...readFileSync('docs/clients.md', 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);

/** A recipe as an application would write it. */
const recipe = (file: string): string =>
  readFileSync(`${folder}/${file}`, 'utf8')
    .replaceAll(/'\.\.\/\.\.\/\.\.\/src\/(\w+)\.js'/g, "'reverify-dialog/$1'")
    .replaceAll(/'\.\.\/server\/(\w+)\.js'/g, "'./server/$1'")
    .replaceAll(/'(\.\/\w+)\.js'/g, "'$1'");

for (const file of readdirSync(folder)) {
  test(`docs/clients.md shows ${file} as it is tested`, () => {
    assert.ok(snippets.includes(recipe(file)), recipe(file));
  });
}

test('docs/clients.md shows nothing else', () => {
  assert.equal(snippets.length, readdirSync(folder).length);
});
