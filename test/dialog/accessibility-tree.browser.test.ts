import { expect } from '@open-wc/testing';
import { writeFile } from '@web/test-runner-commands';
import { accessibilityTree } from '../harness/accessibility-tree.js';
import { states } from '../harness/dialog-states.js';

/** To have it written anew, delete it: this fails once, and then there is something to read. */
const path = 'accessibility-trees.txt';

/** Its trees, by the names of their states. */
async function readTrees(): Promise<Map<string, string>> {
  const response = await fetch(new URL(path, import.meta.url));
  const [, ...sections] = response.ok ? `\n${await response.text()}`.split('\n# ') : [];
  return new Map(
    sections.map((section) => {
      const [name = '', tree = ''] = section.split(/\n\n(.*)/s);
      return [name, tree.trim()];
    }),
  );
}

describe('what assistive technology is given', () => {
  let written: Map<string, string>;
  const trees = new Map<string, string>();

  before(async () => {
    written = await readTrees();
  });

  it('is written down for every state', async () => {
    if (written.size > 0) expect([...written.keys()]).to.include.members(Object.keys(states));
  });

  // Only Chromium tells what it is.
  if (!navigator.userAgent.includes('Chrome/')) return;

  for (const [name, open] of Object.entries(states)) {
    it(`in the state "${name}" is what is written down`, async () => {
      const harness = await open();
      await harness.settleRendering();
      const tree = (await accessibilityTree()) ?? '';
      trees.set(name, tree);
      expect(tree).to.equal(written.get(name));
    });
  }

  it('is written down for no other state', () => {
    expect([...written.keys()].filter((name) => !(name in states))).to.be.empty;
  });

  after(async () => {
    if (written.size > 0) return;
    const content = [...trees].map(([name, tree]) => `# ${name}\n\n${tree}\n`).join('\n');
    await writeFile({ path, content });
  });
});
