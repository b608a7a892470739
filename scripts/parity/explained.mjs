/** Tests that fail with a wrapper, and why that has to be so. `docs/fetch.md`, "How it differs from fetch". */
const explained = [
  {
    tests: /idlharness.*: operation fetch\(/,
    why: 'calls it as a method of any object: `fetch` rejects, the wrapper allows it, since clients are handed it in one',
  },
  {
    tests: /works with nullish headers even in old browsers/,
    why: 'replaces the global Headers, and does not expect that headers are copied for the replay with it',
  },
];

export const explanationOf = (id) => explained.find(({ tests }) => tests.test(id))?.why;
