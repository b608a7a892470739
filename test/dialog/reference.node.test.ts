import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const source = new URL('../../src/dialog/', import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const read = (path: string) => readFileSync(new URL(path, source), 'utf8');
const code = files.map(read).join('\n');
const element = read('reverify-dialog.ts');
const docblock = element.slice(element.indexOf('/**\n * Asks'), element.indexOf('export class'));
const theming = readFileSync(new URL('../../docs/theming.md', import.meta.url), 'utf8');

const found = (pattern: RegExp, text: string) =>
  new Set([...text.matchAll(pattern)].flatMap(([, name = '']) => name.split(' ')));

const parts = found(/(?:\bpart="|button\(\s*')([a-z -]+)["']/g, code);
parts.add('icon');
for (const name of found(/^ {2}([a-z_]+): 'M/gm, read('icons.ts'))) parts.add(`icon-${name}`);

const sets = {
  part: [parts, found(/@csspart ([a-z_-]+)/g, docblock)],
  slot: [found(/<slot name="([a-z]+)"/g, code), found(/@slot ([a-z]+)/g, docblock)],
  'custom property': [
    found(/var\(--(reverify-[a-z-]+)/g, code),
    found(/@cssproperty \[--(reverify-[a-z-]+)/g, docblock),
  ],
  state: [found(/toggleState\('([a-z]+)'/g, code), found(/@cssstate ([a-z]+)/g, docblock)],
} as const;

for (const [kind, [used, documented]] of Object.entries(sets)) {
  test(`every ${kind} is in the class's docblock, and nothing else is`, () => {
    assert.ok(used.size > 0);
    assert.deepEqual([...documented].sort(), [...used].sort());
  });

  test(`every ${kind} is in docs/theming.md`, () => {
    for (const name of used) assert.match(theming, new RegExp(`(\`|--|:state\\()${name}[\`)]`), name);
  });
}

test("every event is in the class's docblock", () => {
  const events = found(/eventName = '([a-z-]+)'/g, read('events.ts'));
  assert.deepEqual(found(/@event \{\w+\} ([a-z-]+)/g, docblock), events);
});

test('no template has a style attribute: style-src would have to allow it', () => {
  assert.doesNotMatch(code, /\sstyle=|styleMap/);
});

test('no template renders HTML out of text', () => {
  assert.doesNotMatch(code, /unsafeHTML|unsafeSVG|innerHTML/);
});
